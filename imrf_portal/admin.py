"""What belongs to no single app at the secretariat's desk: the log of acts."""

from django.contrib import admin

from core.admin import ActAdmin
from core.models import Act

admin.site.register(Act, ActAdmin)
