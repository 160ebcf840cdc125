"""SQL of the rules that no CHECK can say: the past is read-only, and what goes live is whole.

Run by a migration; kept here to be read.
"""

# Clocks of several machines differ by a little; what starts within this span of now counts as now.
TOLERANCE = "interval '1 minute'"

PAST = f"""
CREATE FUNCTION is_backdating() RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT coalesce(current_setting('institute.backdating', true), '') = 'on' $$;

CREATE FUNCTION guard_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.live_from <= clock_timestamp() THEN
        IF TG_OP = 'DELETE' OR
           to_jsonb(NEW) - ARRAY['withdrawn_at', 'withdrawal_note', 'updated_at', 'created_by_id'] <>
           to_jsonb(OLD) - ARRAY['withdrawn_at', 'withdrawal_note', 'updated_at', 'created_by_id'] THEN
            RAISE check_violation USING CONSTRAINT = 'past_is_read_only', MESSAGE =
                'This edition has been live and can''t be changed. Write a new edition instead.';
        END IF;
        IF OLD.withdrawn_at <= clock_timestamp() AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at THEN
            RAISE check_violation USING CONSTRAINT = 'past_is_read_only', MESSAGE =
                'This edition has been withdrawn and stays so. Publish a new edition instead.';
        END IF;
    END IF;
    IF TG_OP <> 'DELETE' AND NOT is_backdating() THEN
        IF NEW.live_from < clock_timestamp() - {TOLERANCE}
           AND (TG_OP = 'INSERT' OR NEW.live_from IS DISTINCT FROM OLD.live_from)
           OR NEW.withdrawn_at < clock_timestamp() - {TOLERANCE}
           AND (TG_OP = 'INSERT' OR NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at) THEN
            RAISE check_violation USING CONSTRAINT = 'past_is_read_only', MESSAGE =
                'Nothing goes live or is withdrawn in the past. Choose a later moment.';
        END IF;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER past_is_read_only BEFORE INSERT OR UPDATE OR DELETE ON publications_edition
    FOR EACH ROW EXECUTE FUNCTION guard_edition();

CREATE FUNCTION guard_part() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    part record;
    started timestamptz;
BEGIN
    IF is_backdating() THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    FOREACH part IN ARRAY CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW] WHEN 'DELETE' THEN ARRAY[OLD]
                          ELSE ARRAY[OLD, NEW] END LOOP
        IF TG_TABLE_NAME = 'publications_speaker' THEN
            SELECT e.live_from INTO started FROM publications_edition e
                JOIN publications_turn t ON t.edition_id = e.id WHERE t.id = (to_jsonb(part)->>'turn_id')::bigint;
        ELSE
            SELECT live_from INTO started FROM publications_edition
                WHERE id = (to_jsonb(part)->>'edition_id')::bigint;
        END IF;
        IF started <= clock_timestamp() THEN
            RAISE check_violation USING CONSTRAINT = 'past_is_read_only', MESSAGE =
                'This edition has been live and can''t be changed. Write a new edition instead.';
        END IF;
    END LOOP;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
""" + "".join(
    f"CREATE TRIGGER past_is_read_only BEFORE INSERT OR UPDATE OR DELETE ON publications_{part} "
    "FOR EACH ROW EXECUTE FUNCTION guard_part();\n"
    for part in ("contribution", "turn", "speaker")
)

# What a withdrawal decides may change once more than the notice: where readers should go instead.
WITHDRAWN_TO = (
    PAST.partition("CREATE TRIGGER")[0]
    .partition("CREATE FUNCTION guard_edition")[2]
    .replace("'withdrawal_note', ", "'withdrawal_note', 'withdrawn_to_id', ")
)
WITHDRAWN_TO = f"CREATE OR REPLACE FUNCTION guard_edition{WITHDRAWN_TO}"

# Deferred to the end of the transaction: an edition is written before its parts.
WHOLE = """
CREATE FUNCTION fault_of_edition(edition bigint) RETURNS text LANGUAGE plpgsql STABLE AS $$
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

CREATE FUNCTION check_edition_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    row jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
    fault text;
BEGIN
    fault := fault_of_edition(CASE TG_TABLE_NAME
        WHEN 'publications_edition' THEN (row->>'id')::bigint
        WHEN 'publications_speaker' THEN (SELECT edition_id FROM publications_turn WHERE id = (row->>'turn_id')::bigint)
        ELSE (row->>'edition_id')::bigint END);
    IF fault IS NOT NULL THEN
        RAISE check_violation USING CONSTRAINT = 'edition_is_whole', MESSAGE = fault;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER edition_is_whole AFTER INSERT OR UPDATE OF live_from, body ON publications_edition
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.live_from IS NOT NULL)
    EXECUTE FUNCTION check_edition_is_whole();
""" + "".join(
    f"CREATE CONSTRAINT TRIGGER edition_is_whole AFTER INSERT OR UPDATE OR DELETE ON publications_{part} "
    "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NOT is_backdating()) "  # an import checks its editions
    "EXECUTE FUNCTION check_edition_is_whole();\n"
    for part in ("contribution", "turn", "speaker")
)

# What a piece is, and where it ever stood, outlives any change of mind.
IDENTITY = """
CREATE FUNCTION guard_publication() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.uuid <> OLD.uuid THEN
        RAISE check_violation USING CONSTRAINT = 'publication_identity', MESSAGE =
            'The identity of a piece never changes: feeds and citations hold it.';
    ELSIF NEW.kind <> OLD.kind AND EXISTS (
            SELECT 1 FROM publications_edition WHERE publication_id = NEW.id AND live_from IS NOT NULL) THEN
        RAISE check_violation USING CONSTRAINT = 'publication_identity', MESSAGE =
            'A piece that is live or scheduled keeps its kind.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_identity BEFORE UPDATE OF uuid, kind ON publications_publication
    FOR EACH ROW EXECUTE FUNCTION guard_publication();

CREATE FUNCTION guard_piece_address() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM publications_edition
            WHERE publication_id = OLD.publication_id AND live_from IS NOT NULL) THEN
        RAISE check_violation USING CONSTRAINT = 'address_is_kept', MESSAGE =
            'An address that readers may have seen is kept for ever.';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER keep_address BEFORE DELETE ON publications_address
    FOR EACH ROW EXECUTE FUNCTION guard_piece_address();
"""

# What a draft came from is its receipt: it stays, but for who looked at it.
IMPORTED = """
CREATE FUNCTION guard_import() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := ARRAY['checked_at', 'checked_by_id', 'created_by_id', 'updated_by_id'];
BEGIN
    IF OLD.edition_id IS NOT NULL AND (TG_OP = 'DELETE' OR to_jsonb(NEW) - free <> to_jsonb(OLD) - free) THEN
        RAISE check_violation USING CONSTRAINT = 'import_is_kept', MESSAGE =
            'A draft was made from this import: it stays as it is. Change the draft instead.';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER import_is_kept BEFORE UPDATE OR DELETE ON publications_import
    FOR EACH ROW EXECUTE FUNCTION guard_import();
"""
UNIMPORTED = "DROP TRIGGER import_is_kept ON publications_import; DROP FUNCTION guard_import();"

# Who shows a photo follows from the words, whichever way they were written. A turn that goes takes its photos' uses
# along, and adds none: its edition may be on its way out too.
PHOTO_USES = """
CREATE FUNCTION photos_shown(shown bigint) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    SELECT lead_photo_id FROM publications_edition WHERE id = shown AND lead_photo_id IS NOT NULL
    UNION
    SELECT photo.id FROM photos_photo photo JOIN (
        SELECT (regexp_matches(
            html, '<figure data-photo="([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"', 'g'
        ))[1]::uuid AS uuid
        FROM (SELECT body FROM publications_edition WHERE id = shown
              UNION ALL SELECT html FROM publications_turn WHERE edition_id = shown) AS text(html)
        WHERE html LIKE '%<figure data-photo=%'
    ) AS named USING (uuid)
$$;

CREATE FUNCTION keep_photo_uses() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed bigint;
BEGIN
    IF TG_TABLE_NAME = 'publications_edition' THEN
        changed := NEW.id;
    ELSIF TG_OP = 'DELETE' THEN
        changed := OLD.edition_id;
    ELSE
        changed := NEW.edition_id;
    END IF;
    DELETE FROM publications_photouse WHERE edition_id = changed AND photo_id NOT IN (SELECT photos_shown(changed));
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO publications_photouse (edition_id, photo_id) SELECT changed, photos_shown(changed)
            ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER keep_photo_uses_on_insert AFTER INSERT ON publications_edition FOR EACH ROW
    WHEN (NEW.lead_photo_id IS NOT NULL OR NEW.body LIKE '%<figure data-photo=%') EXECUTE FUNCTION keep_photo_uses();
CREATE TRIGGER keep_photo_uses_on_change AFTER UPDATE OF lead_photo_id, body ON publications_edition FOR EACH ROW
    WHEN (NEW.lead_photo_id IS DISTINCT FROM OLD.lead_photo_id
          OR NEW.body IS DISTINCT FROM OLD.body AND NEW.body || OLD.body LIKE '%<figure data-photo=%')
    EXECUTE FUNCTION keep_photo_uses();
CREATE TRIGGER keep_photo_uses_on_insert AFTER INSERT ON publications_turn FOR EACH ROW
    WHEN (NEW.html LIKE '%<figure data-photo=%') EXECUTE FUNCTION keep_photo_uses();
CREATE TRIGGER keep_photo_uses_on_change AFTER UPDATE OF html ON publications_turn FOR EACH ROW
    WHEN (NEW.html IS DISTINCT FROM OLD.html AND NEW.html || OLD.html LIKE '%<figure data-photo=%')
    EXECUTE FUNCTION keep_photo_uses();
CREATE TRIGGER keep_photo_uses_on_delete AFTER DELETE ON publications_turn FOR EACH ROW
    WHEN (OLD.html LIKE '%<figure data-photo=%') EXECUTE FUNCTION keep_photo_uses();

INSERT INTO publications_photouse (edition_id, photo_id)
    SELECT id, lead_photo_id FROM publications_edition WHERE lead_photo_id IS NOT NULL;
"""
NO_PHOTO_USES = "DROP FUNCTION keep_photo_uses CASCADE; DROP FUNCTION photos_shown"
