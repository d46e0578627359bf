-- The store. Nothing here is ever updated or deleted: returns have versions, states are events, registers are
-- records of which the latest per key counts. "Now" and "as known on a day" are views over the same rows.
-- The tables of the eight sheets (sheet_<name>) are made from return_form.toml, those of registers and reference tables
-- (<name>_record, to which a record is appended to change an entry; `withdrawn` takes it out) from registers.toml; see
-- warehouse.py. Dates from/to are both included; NULL valid_to = still so.

CREATE SEQUENCE IF NOT EXISTS event_number START 1;
CREATE SEQUENCE IF NOT EXISTS return_number START 1;

-- One row for every thing that happened. kind: submitted, refused, accepted, sent_back, approved, approval_withdrawn,
-- locked, unlocked, reminded, reminder_failed, published, originals_erased, registers_changed, demonstration,
-- results_announced, objection_recorded, objection_answered, results_published. return_id is NULL where no stored
-- return is meant. unit_code of approved, approval_withdrawn, locked: the agency that answers for all below it.
CREATE TABLE IF NOT EXISTS event (
    event_no    BIGINT PRIMARY KEY DEFAULT nextval('event_number'),
    recorded_at TIMESTAMP NOT NULL,
    recorded_by VARCHAR   NOT NULL,
    kind        VARCHAR   NOT NULL,
    unit_code   VARCHAR,
    month       VARCHAR,
    return_id   BIGINT,
    reason      VARCHAR,
    detail      VARCHAR              -- JSON: codes of a refused file, cells a return was sent back for, registers changed
);

-- One row for every version that passed the checks.
CREATE TABLE IF NOT EXISTS return_version (
    return_id       BIGINT PRIMARY KEY,
    unit_code       VARCHAR   NOT NULL,
    month           VARCHAR   NOT NULL,     -- '2026-10'
    version         INTEGER   NOT NULL,
    return_type     VARCHAR   NOT NULL,     -- original | correction
    form_version    VARCHAR   NOT NULL,
    original_sha256 VARCHAR   NOT NULL,
    file_name       VARCHAR   NOT NULL,
    received_at     TIMESTAMP NOT NULL,
    received_by     VARCHAR   NOT NULL,
    preparer        VARCHAR,
    reviewer        VARCHAR,
    head            VARCHAR,
    prepared_on     DATE,
    correction_note VARCHAR,
    row_count       INTEGER   NOT NULL,
    is_zero_return  BOOLEAN   NOT NULL,     -- every sheet declared 零报告
    findings        VARCHAR   NOT NULL,     -- JSON list: the confirmations and notes it was accepted with
    UNIQUE (unit_code, month, version)
);

-- One row for each sheet a version carried. zero_declared: the cover says 零报告.
CREATE TABLE IF NOT EXISTS return_sheet (
    return_id     BIGINT  NOT NULL,
    sheet         VARCHAR NOT NULL,
    zero_declared BOOLEAN NOT NULL,
    row_count     INTEGER NOT NULL
);

-- One row for each cell of a stored version that was put right on screen; the original file still has the old value.
-- column_name: a column of the sheet (heading, zero_return: see returns/correcting.py). old, new: as texts, '' = empty.
CREATE TABLE IF NOT EXISTS return_correction (
    return_id    BIGINT    NOT NULL,
    sheet        VARCHAR   NOT NULL,
    cell         VARCHAR   NOT NULL,
    column_name  VARCHAR   NOT NULL,
    old          VARCHAR   NOT NULL,
    new          VARCHAR   NOT NULL,
    corrected_by VARCHAR   NOT NULL,
    corrected_at TIMESTAMP NOT NULL
);

-- Checks that can be taken up again: one row for every state a check was left in, the last of a file counts. The file
-- itself is among the originals as long as [retention] keeps what no return names; has_file: false = it was not kept,
-- because it holds telephone or ID numbers.
CREATE SEQUENCE IF NOT EXISTS check_number START 1;
CREATE TABLE IF NOT EXISTS return_check (
    check_no    BIGINT PRIMARY KEY DEFAULT nextval('check_number'),
    unit_code   VARCHAR   NOT NULL,
    month       VARCHAR   NOT NULL,
    sha256      VARCHAR   NOT NULL,
    file_name   VARCHAR   NOT NULL,
    has_file    BOOLEAN   NOT NULL,
    checked_at  TIMESTAMP NOT NULL,
    checked_by  VARCHAR   NOT NULL,
    findings    VARCHAR   NOT NULL,     -- JSON list: Finding.as_record, with the reason where it was confirmed
    corrections VARCHAR   NOT NULL      -- JSON list: Correction.as_record
);

-- The year's learning results as they were announced: one row per numbered list, its persons in result_row. What is
-- announced later is another list; none is ever changed.
CREATE TABLE IF NOT EXISTS result_list (
    list_no          BIGINT PRIMARY KEY,   -- the event that announced it
    year             INTEGER NOT NULL,
    version          INTEGER NOT NULL,
    computed_no      BIGINT  NOT NULL,     -- the last event whose facts are in it
    announced_on     DATE    NOT NULL,
    objection_days   INTEGER NOT NULL,     -- working days
    objections_until DATE    NOT NULL,     -- the last of them
    weights          VARCHAR NOT NULL,     -- JSON: item -> its points
    UNIQUE (year, version)
);

-- items: JSON, item -> {score, missing} as in analytics/evaluation.py, where the other columns are explained too.
CREATE TABLE IF NOT EXISTS result_row (
    list_no          BIGINT  NOT NULL,
    position         INTEGER NOT NULL,     -- in the roster
    staff_id         VARCHAR NOT NULL,
    name             VARCHAR NOT NULL,
    name_en          VARCHAR,
    unit_code        VARCHAR NOT NULL,
    unit_zh          VARCHAR NOT NULL,     -- the department's short name on that day
    unit_en          VARCHAR NOT NULL,
    duty_months      INTEGER NOT NULL,
    total            DOUBLE,
    band             VARCHAR,
    place            INTEGER,
    not_ranked       VARCHAR,
    absences         DOUBLE,
    course_completed BOOLEAN,
    hours_a_day      DOUBLE,
    hours_met        BOOLEAN,
    items            VARCHAR NOT NULL,
    PRIMARY KEY (list_no, staff_id)
);

-- One row per objection of a person to a list; an answer is a row of result_reply.
CREATE TABLE IF NOT EXISTS result_objection (
    objection_no BIGINT PRIMARY KEY,       -- the event that recorded it
    list_no      BIGINT  NOT NULL,
    staff_id     VARCHAR NOT NULL,
    received_on  DATE    NOT NULL,
    words        VARCHAR NOT NULL
);
CREATE TABLE IF NOT EXISTS result_reply (
    objection_no BIGINT PRIMARY KEY,
    reply_no     BIGINT  NOT NULL,         -- the event that recorded it
    outcome      VARCHAR NOT NULL,         -- code list objection_outcome
    words        VARCHAR NOT NULL
);

-- The list that was published for good; one a year.
CREATE TABLE IF NOT EXISTS result_publication (
    year         INTEGER PRIMARY KEY,
    list_no      BIGINT NOT NULL,
    published_no BIGINT NOT NULL           -- the event that did it
);
