"""Keeping labels apart."""

from collections.abc import Sequence


def spread(levels: Sequence[float], span: float, pixels: float, least: float = 17) -> list[float]:
    """Pixels to move each label up so that none covers another; the order stays."""
    order = sorted(range(len(levels)), key=lambda i: levels[i])
    at = [levels[i] / span * pixels for i in order]
    placed = list(at)
    for i in range(1, len(placed)):
        placed[i] = max(placed[i], placed[i - 1] + least)
    over = (sum(placed) - sum(at)) / len(at) if at else 0
    moved = [0.0] * len(levels)
    for i, index in enumerate(order):
        moved[index] = round(placed[i] - over - at[i], 1)
    return moved
