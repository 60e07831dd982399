"""What belongs to no single app at the secretariat's desk: the log of acts, the machine's schedule."""

from django.contrib import admin
from django_celery_beat.models import PeriodicTask

from core.admin import ActAdmin, ScheduleAdmin
from core.models import Act

admin.site.register(Act, ActAdmin)
admin.site.register(PeriodicTask, ScheduleAdmin)
