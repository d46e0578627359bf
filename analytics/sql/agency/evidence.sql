-- Where rows came from: the stored version, its state and who sent which file when.
SELECT return_id, unit_code, month, version, state, file_name, received_at, received_by
FROM return_state
WHERE return_id IN (SELECT unnest($return_ids)) AND ($units IS NULL OR unit_code IN (SELECT unnest($units)));
