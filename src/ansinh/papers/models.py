"""Papers that were issued, the registers they are numbered in, and the templates agencies made their own."""

from django.db import models
from django.db.models import F, Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.triggers import AppendOnly
from ansinh.kernel.walls import Through


class Template(models.Model):
    """A place's own version of a kind's template, for papers issued from ``valid_from`` by the place and by those below it.

    A row stays; what is no longer to be used is taken back, and the version before it holds again.
    """

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    number = models.SmallIntegerField()
    valid_from = models.DateField()
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    file_name = models.CharField(max_length=120)
    why = models.TextField(blank=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.CharField(max_length=120)

    triggers = [AppendOnly()]
    unwalled = "forms without people, which every place below reads"

    class Meta:
        constraints = [
            models.UniqueConstraint(name="template_number", fields=["unit", "kind", "number"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit_id} {self.number}"


class TemplateTakenBack(models.Model):
    """A template that is not to be used any more: who said so, and why."""

    template = models.OneToOneField(Template, on_delete=models.PROTECT, related_name="taken_back")
    why = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    triggers = [AppendOnly()]
    unwalled = "goes with the template"

    def __str__(self) -> str:
        return f"{self.template_id}"


class Register(models.Model):
    """The numbers of one place, year and suffix: the last one given. Whoever gives a number holds this row."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    suffix = models.CharField(max_length=20)
    last = models.IntegerField(default=0)

    objects = scoped_by("unit_id").as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="register_once", fields=["unit", "year", "suffix"])]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}{self.suffix} {self.last}"


class RegisterAdvance(models.Model):
    """Numbers that were given outside of this system (by hand, by another program): the register goes on after them."""

    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="advances")
    after = models.IntegerField()
    until = models.IntegerField()
    why = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    triggers = [AppendOnly()]
    walls = [Through("register")]

    class Meta:
        constraints = [
            models.CheckConstraint(name="register_goes_forward", condition=Q(until__gt=F("after"))),
        ]

    def __str__(self) -> str:
        return f"{self.register_id} {self.after}-{self.until}"


class Paper(models.Model):
    """An issued paper. It never changes: a wrong one is replaced by another that names it.

    ``digest`` is over kind, number, day, context, template and head of the log, as canonical JSON: its short form stands
    at the foot of the paper. ``word_digest`` is over the bytes of the kept Word file, from which the PDF is made.
    ``number`` is 0 for kinds that are not numbered. ``subject`` names what it is about: ``dossier:12``, ``household:<id>``.
    """

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    suffix = models.CharField(max_length=20, blank=True)
    year = models.SmallIntegerField()
    number = models.IntegerField()
    issued_on = models.DateField()
    title = models.CharField(max_length=400)
    title_fold = models.CharField(max_length=400)
    subject = models.CharField(max_length=120, blank=True)
    context = models.TextField()
    template = models.ForeignKey(Template, on_delete=models.PROTECT, null=True, related_name="+")
    template_digest = models.CharField(max_length=64)
    log_head = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    word_digest = models.CharField(max_length=64)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    why_replaced = models.TextField(blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=120)

    objects = scoped_by("unit_id").as_manager()
    triggers = [AppendOnly()]
    personal = {"title", "title_fold", "context", "why_replaced"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="paper_number", fields=["unit", "year", "suffix", "number"], condition=~Q(suffix="")
            ),
            models.CheckConstraint(
                name="paper_numbered", condition=Q(suffix="", number=0) | (~Q(suffix="") & Q(number__gt=0))
            ),
            models.CheckConstraint(
                name="paper_replaced_says_why", condition=Q(replaces__isnull=True) | ~Q(why_replaced="")
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "issued_on", "id"], name="paper_place"),
            models.Index(fields=["subject", "id"], name="paper_subject"),
            models.Index(fields=["issued_on", "id"], name="paper_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}{self.suffix} {self.year}"


class PaperFile(models.Model):
    """The Word file of a paper as it was issued."""

    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, related_name="file")
    word = models.BinaryField()

    triggers = [AppendOnly()]
    personal = {"word"}
    walls = [Through("paper")]

    def __str__(self) -> str:
        return f"{self.paper_id}"


class PaperMark(models.Model):
    """That a paper was issued, without a word of its content: what anybody who works here may check a code against."""

    digest = models.CharField(max_length=64, unique=True)
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    suffix = models.CharField(max_length=20, blank=True)
    number = models.IntegerField()
    issued_on = models.DateField()
    replaces = models.CharField(max_length=64, blank=True, db_index=True)

    triggers = [AppendOnly()]
    unwalled = "number, kind, day and place of a paper, nobody's name"

    def __str__(self) -> str:
        return self.digest[:16]
