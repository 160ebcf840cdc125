"""What a kind of piece must have to go live stands in a table, which rules read instead of the kinds' names.

`migrate` fills it from the program's list of kinds (`publications.kinds_table`): a new kind needs no migration.
"""

from django.db import migrations

KINDS = """
CREATE TABLE publications_kind (
    name varchar(20) PRIMARY KEY,
    needs_body boolean NOT NULL,
    has_turns boolean NOT NULL,  -- then it needs a question and an answer, else it may have no turn
    wrong_turns text NOT NULL    -- what is said where that isn't so
);
INSERT INTO publications_kind (name, needs_body, has_turns, wrong_turns) VALUES
    ('analysis', true, false, 'An analysis has no questions and answers.'),
    ('interview', false, true, 'An interview needs a question and an answer.');
ALTER TABLE publications_publication ADD CONSTRAINT publication_kind_known
    FOREIGN KEY (kind) REFERENCES publications_kind (name);
ALTER TABLE publications_import ADD CONSTRAINT import_kind_known
    FOREIGN KEY (kind) REFERENCES publications_kind (name);
"""
NO_KINDS = """
ALTER TABLE publications_publication DROP CONSTRAINT publication_kind_known;
ALTER TABLE publications_import DROP CONSTRAINT import_kind_known;
DROP TABLE publications_kind;
"""

WHOLE = """
CREATE OR REPLACE FUNCTION fault_of_edition(edition bigint) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    e publications_edition;
    kind publications_kind;
BEGIN
    SELECT * INTO e FROM publications_edition WHERE id = edition AND live_from IS NOT NULL;
    IF NOT FOUND THEN
        RETURN NULL;  -- a draft; or unscheduled, or gone again, within the transaction
    END IF;
    SELECT k.* INTO kind FROM publications_publication p JOIN publications_kind k ON k.name = p.kind
        WHERE p.id = e.publication_id;
    IF NOT EXISTS (SELECT 1 FROM publications_contribution c WHERE c.edition_id = e.id AND c.role <> 'interviewer') THEN
        RETURN 'Say whose work it is: it has no author or interviewee.';
    ELSIF kind.needs_body AND e.body = '' THEN
        RETURN 'The text is empty.';
    ELSIF NOT kind.has_turns AND EXISTS (SELECT 1 FROM publications_turn t WHERE t.edition_id = e.id) THEN
        RETURN kind.wrong_turns;
    ELSIF kind.has_turns AND (SELECT count(DISTINCT t.kind) FROM publications_turn t
            WHERE t.edition_id = e.id AND t.kind IN ('question', 'answer') AND t.html <> '') < 2 THEN
        RETURN kind.wrong_turns;
    ELSIF EXISTS (SELECT 1 FROM publications_turn t WHERE t.edition_id = e.id AND t.kind = 'answer'
            AND NOT EXISTS (SELECT 1 FROM publications_speaker s WHERE s.turn_id = t.id)) THEN
        RETURN 'An answer has no speaker.';
    ELSIF EXISTS (SELECT 1 FROM publications_turn t JOIN publications_speaker s ON s.turn_id = t.id
            WHERE t.edition_id = e.id AND NOT EXISTS (SELECT 1 FROM publications_contribution c
                WHERE c.edition_id = e.id AND c.expert_id = s.expert_id)) THEN
        RETURN 'Somebody speaks who is not among the participants.';
    END IF;
    RETURN NULL;
END $$;
"""

FORMER_WHOLE = """
CREATE OR REPLACE FUNCTION fault_of_edition(edition bigint) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    e publications_edition;
    kind text;
BEGIN
    SELECT * INTO e FROM publications_edition WHERE id = edition AND live_from IS NOT NULL;
    IF NOT FOUND THEN
        RETURN NULL;  -- a draft; or unscheduled, or gone again, within the transaction
    END IF;
    SELECT p.kind INTO kind FROM publications_publication p WHERE p.id = e.publication_id;
    IF NOT EXISTS (SELECT 1 FROM publications_contribution c WHERE c.edition_id = e.id AND c.role <> 'interviewer') THEN
        RETURN 'Say whose work it is: it has no author or interviewee.';
    ELSIF kind = 'analysis' AND e.body = '' THEN
        RETURN 'The text is empty.';
    ELSIF kind = 'analysis' AND EXISTS (SELECT 1 FROM publications_turn t WHERE t.edition_id = e.id) THEN
        RETURN 'An analysis has no questions and answers.';
    ELSIF kind = 'interview' AND (SELECT count(DISTINCT t.kind) FROM publications_turn t
            WHERE t.edition_id = e.id AND t.kind IN ('question', 'answer') AND t.html <> '') < 2 THEN
        RETURN 'An interview needs a question and an answer.';
    ELSIF EXISTS (SELECT 1 FROM publications_turn t WHERE t.edition_id = e.id AND t.kind = 'answer'
            AND NOT EXISTS (SELECT 1 FROM publications_speaker s WHERE s.turn_id = t.id)) THEN
        RETURN 'An answer has no speaker.';
    ELSIF EXISTS (SELECT 1 FROM publications_turn t JOIN publications_speaker s ON s.turn_id = t.id
            WHERE t.edition_id = e.id AND NOT EXISTS (SELECT 1 FROM publications_contribution c
                WHERE c.edition_id = e.id AND c.expert_id = s.expert_id)) THEN
        RETURN 'Somebody speaks who is not among the participants.';
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('publications', '0001_schema_of_0_1'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='publication',
            name='publication_kind_known',
        ),
        migrations.RemoveConstraint(
            model_name='import',
            name='import_kind_known',
        ),
        migrations.RunSQL(KINDS, NO_KINDS),
        migrations.RunSQL(WHOLE, FORMER_WHOLE),
    ]
