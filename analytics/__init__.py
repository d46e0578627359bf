"""Sixing (四型看板): monthly returns in, the union grows, leaders see the four types' progress."""
