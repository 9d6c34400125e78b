"""Some households of a dossier classified anew after their answers or their recognised class changed."""

from collections.abc import Sequence

from ansinh.kernel.bulk import insert_frame
from ansinh.kernel.progress import silent
from ansinh.reviews.classifying import classify_answers, decided_by_hand, outcome_table
from ansinh.reviews.enums import UNCLASSIFIED
from ansinh.reviews.lines import renew_classes
from ansinh.reviews.models import Dossier, Outcome, Round
from ansinh.reviews.queries import commune_map

# So many are asked about in one statement.
_RUN = 400


def reclassify(campaign: Round, dossier: Dossier, households: Sequence[str]) -> bool:
    """Compute class and movement of the named households (hex ids) anew, in the current transaction, under every standard
    of the round. The rows are those a run over the whole commune would write. ``False`` where the dossier was never
    classified: then there is nothing to renew.
    """
    if dossier.state in UNCLASSIFIED:
        return False
    commune_of = commune_map([dossier.unit], campaign.as_of)
    dossiers = {dossier.unit_id: dossier.pk}
    for code in campaign.standards:
        decided = decided_by_hand(dossiers, code)
        for start in range(0, len(households), _RUN):
            some = households[start : start + _RUN]
            found = classify_answers(campaign, code, commune_of, decided, silent, some)
            Outcome.objects.everywhere().filter(
                dossier=dossier, standard=code, household_id__in=some
            ).delete()
            insert_frame(Outcome, outcome_table(found, dossiers))
    renew_classes(households=households)
    return True
