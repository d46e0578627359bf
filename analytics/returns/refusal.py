"""How reading a file ends when the file may not be read: with the code of a finding and what its text needs."""

from analytics.findings import Finding, Severity


class Refused(Exception):
    """The file is not read further. code: of a finding; params: what its text's placeholders need."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code, self.params = code, params

    def __reduce__(self) -> tuple:
        return _refused, (self.code, self.params)

    def finding(self, file_name: str | None) -> Finding:
        return Finding(self.code, Severity.REFUSE, None, (), file_name, self.params)


def _refused(code: str, params: dict[str, object]) -> Refused:
    return Refused(code, **params)
