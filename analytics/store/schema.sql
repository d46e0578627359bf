-- The store. Nothing here is ever updated or deleted: returns have versions, states are events, registers are
-- records of which the latest per key counts. "Now" and "as known on a day" are views over the same rows.
-- The tables of the eight sheets (sheet_<name>) are made from return_form.toml; see warehouse.py.

CREATE SEQUENCE IF NOT EXISTS event_number START 1;
CREATE SEQUENCE IF NOT EXISTS return_number START 1;

-- One row for every thing that happened. kind: submitted, refused, accepted, sent_back, locked, unlocked,
-- reminded, published, originals_erased, registers_changed, demonstration. return_id is NULL where no stored return is meant.
CREATE TABLE IF NOT EXISTS event (
    event_no    BIGINT PRIMARY KEY DEFAULT nextval('event_number'),
    recorded_at TIMESTAMP NOT NULL,
    recorded_by VARCHAR   NOT NULL,
    kind        VARCHAR   NOT NULL,
    unit_code   VARCHAR,
    month       VARCHAR,
    return_id   BIGINT,
    reason      VARCHAR,
    detail      VARCHAR              -- JSON: findings of a refused file, names of changed registers
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

-- Reference tables and registers: append a record to change one; `withdrawn` takes a key out.
-- Dates from/to are both included. NULL valid_to = still so.
CREATE TABLE IF NOT EXISTS unit_record (
    code VARCHAR NOT NULL, valid_from DATE NOT NULL, valid_to DATE,
    name_zh VARCHAR NOT NULL, name_en VARCHAR NOT NULL, short_zh VARCHAR NOT NULL, short_en VARCHAR NOT NULL,
    aliases VARCHAR,                          -- other names clerks use, separated by 、
    parent_code VARCHAR, kind VARCHAR NOT NULL, position INTEGER NOT NULL,
    head_id VARCHAR, supervisor_id VARCHAR,   -- 负责人, 分管领导
    has_window BOOLEAN NOT NULL, must_report BOOLEAN NOT NULL, contact VARCHAR,
    recorded_no BIGINT NOT NULL, withdrawn BOOLEAN NOT NULL DEFAULT false
);
CREATE TABLE IF NOT EXISTS staff_record (
    staff_id VARCHAR NOT NULL, valid_from DATE NOT NULL, valid_to DATE,
    name VARCHAR NOT NULL, name_en VARCHAR NOT NULL, unit_code VARCHAR NOT NULL, position INTEGER NOT NULL,
    birth_date DATE, gender VARCHAR, education VARCHAR, degree_in_progress VARCHAR, post_rank VARCHAR, grade VARCHAR,
    post_since DATE, is_cadre BOOLEAN NOT NULL, is_leadership BOOLEAN NOT NULL, is_central_group BOOLEAN NOT NULL,
    joined_on DATE NOT NULL, left_on DATE,
    recorded_no BIGINT NOT NULL, withdrawn BOOLEAN NOT NULL DEFAULT false
);
CREATE TABLE IF NOT EXISTS duty_record (     -- periods off duty
    staff_id VARCHAR NOT NULL, from_on DATE NOT NULL, to_on DATE, reason VARCHAR NOT NULL,
    recorded_no BIGINT NOT NULL, withdrawn BOOLEAN NOT NULL DEFAULT false
);
CREATE TABLE IF NOT EXISTS session_record (
    session_id VARCHAR NOT NULL, held_on DATE NOT NULL, starts_at VARCHAR, hours DOUBLE NOT NULL,
    type VARCHAR NOT NULL, form VARCHAR NOT NULL, content VARCHAR NOT NULL, title VARCHAR NOT NULL,
    attendees VARCHAR NOT NULL,               -- staff | cadre | central_group | a unit code
    status VARCHAR NOT NULL,                  -- planned | held | cancelled
    recorded_no BIGINT NOT NULL, withdrawn BOOLEAN NOT NULL DEFAULT false
);
CREATE TABLE IF NOT EXISTS calendar_record (
    day DATE NOT NULL, is_workday BOOLEAN NOT NULL, kind VARCHAR NOT NULL, published BOOLEAN NOT NULL,
    recorded_no BIGINT NOT NULL, withdrawn BOOLEAN NOT NULL DEFAULT false
);
CREATE TABLE IF NOT EXISTS target_record (   -- the office's own values; defaults are declared with the indicators
    indicator VARCHAR NOT NULL, year INTEGER NOT NULL, unit_code VARCHAR NOT NULL DEFAULT '*',
    target DOUBLE, full_target DOUBLE, green DOUBLE, amber DOUBLE, reason VARCHAR,
    recorded_no BIGINT NOT NULL, withdrawn BOOLEAN NOT NULL DEFAULT false
);
CREATE TABLE IF NOT EXISTS service_limit_record (
    key VARCHAR NOT NULL, first_response_days INTEGER NOT NULL, first_response_aim_days INTEGER NOT NULL,
    close_days INTEGER NOT NULL, refer_days INTEGER NOT NULL, accept_calendar_days INTEGER,
    close_calendar_days INTEGER, extension_calendar_days INTEGER,
    recorded_no BIGINT NOT NULL, withdrawn BOOLEAN NOT NULL DEFAULT false
);
CREATE TABLE IF NOT EXISTS deadline_record ( -- only months whose deadline differs from the setting
    month VARCHAR NOT NULL, due_on DATE NOT NULL,
    recorded_no BIGINT NOT NULL, withdrawn BOOLEAN NOT NULL DEFAULT false
);
CREATE TABLE IF NOT EXISTS suggestion_review_record (
    suggestion_id VARCHAR NOT NULL, decided_on DATE, result VARCHAR NOT NULL, implementation VARCHAR,
    award VARCHAR,
    recorded_no BIGINT NOT NULL, withdrawn BOOLEAN NOT NULL DEFAULT false
);
CREATE TABLE IF NOT EXISTS reception_day_record (
    held_on DATE NOT NULL, planned_leader_id VARCHAR NOT NULL, actual_leader_id VARCHAR, place VARCHAR,
    status VARCHAR NOT NULL, visitors INTEGER, matters INTEGER,
    recorded_no BIGINT NOT NULL, withdrawn BOOLEAN NOT NULL DEFAULT false
);
CREATE TABLE IF NOT EXISTS institution_record (  -- 制度与活动; item: suggestion_month, ...
    item VARCHAR NOT NULL, year INTEGER NOT NULL, document_no VARCHAR, effective_on DATE, review_on DATE,
    evidence VARCHAR,
    recorded_no BIGINT NOT NULL, withdrawn BOOLEAN NOT NULL DEFAULT false
);
