"""What may be said of a file that is sent."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core import uploads
from reviews.choices import LANGUAGES_OF_ANSWERS, Audience


class AttachmentForm(forms.Form):
    """A file, who may read it, and its language."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, DOCX, XLSX, ODT, JPEG or PNG, up to 20 MB. No lists of participants’ names."),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{extension}" for extension in uploads.USUAL)}),
        max_length=255,
    )
    audience = forms.ChoiceField(label=_("Who may read it"), choices=Audience, widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=_("Language of the file"), choices=[("", "—"), *LANGUAGES_OF_ANSWERS], required=False
    )
