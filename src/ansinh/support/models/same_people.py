"""SQL that triggers share: who is the person of a new row, over however many decisions that two records are one person."""

SAME_AS_NEW = (
    "WITH RECURSIVE one(id) AS (SELECT NEW.person_id UNION SELECT CASE WHEN d.left_id = one.id THEN d.right_id "
    "ELSE d.left_id END FROM one JOIN households_suspectedduplicate d ON (d.left_id = one.id OR d.right_id = one.id) "
    "WHERE d.decision = 'same') SELECT 1 FROM one "
)
