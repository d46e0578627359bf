-- project_as_of: every research project as known from the returns up to each month (its latest row then).
-- unit_code     the department that answers for it in that month: the one that reported it, or its heir
-- reported_in   the month of that row
-- stage_no      1 topic ... 8 put to use, as in code list research_stage; 0 = cancelled
-- completed_on  the day it reached 结题 (completed) or a later stage, as first reported; NULL = not yet
-- submitted_on  the same for 报送 (sent up); submitted_as = where to and document number then
CREATE OR REPLACE VIEW project_as_of AS
WITH reported AS (
    SELECT
        h.* EXCLUDE (month),
        h.month AS reported_in,
        coalesce(list_position(
            ['topic', 'approved', 'fieldwork', 'draft', 'review', 'completed', 'submitted', 'adopted'], h.stage
        ), 0) AS stage_no
    FROM history_research_projects AS h
)
SELECT
    m.month,
    heir_of(r.unit_code, m.month) AS unit_code,
    r.* EXCLUDE (unit_code),
    min_by(r.stage_on, r.reported_in) FILTER (WHERE r.stage_no >= 6) OVER until_then AS completed_on,
    min_by(r.stage_on, r.reported_in) FILTER (WHERE r.stage_no >= 7) OVER until_then AS submitted_on,
    min_by(r.submitted_to, r.reported_in) FILTER (WHERE r.stage_no >= 7) OVER until_then AS submitted_as
FROM reported AS r
JOIN calendar_month AS m ON r.reported_in <= m.month
WINDOW until_then AS (PARTITION BY m.month, r.line_code, r.project_id)
QUALIFY row_number() OVER (
    PARTITION BY m.month, r.line_code, r.project_id ORDER BY r.reported_in DESC, r.row_no DESC
) = 1;
