"""How are the courses of a patient kept in a database, each with the infusions that are known?"""

from collections import defaultdict
from collections.abc import Sequence
from uuid import uuid4

from sqlalchemy import delete, insert, select, update

from care.course import Course, CourseStatus, Infusion, SaidBy
from care.db import tables
from care.db.transaction import Transaction


class CourseRecords(Transaction):
    """The courses of `care.ports.Records`."""

    def courses_of(self, patient: str) -> Sequence[Course]:
        """See `care.ports.Records`."""
        courses, infusions = tables.courses, tables.infusions
        days: defaultdict[str, list[Infusion]] = defaultdict(list)
        for row in self._connection.execute(
            select(infusions)
            .join(courses, courses.c.id == infusions.c.course_id)
            .where(courses.c.patient_id == patient)
            .order_by(infusions.c.date)
        ):
            days[row.course_id].append(Infusion(date=row.date, day=row.day, last=row.last))
        return [
            Course(
                number=row.number,
                status=CourseStatus(row.status),
                said_by=SaidBy(row.said_by),
                infusions=tuple(days[row.id]),
                version=row.version,
            )
            for row in self._connection.execute(
                select(courses).where(courses.c.patient_id == patient).order_by(courses.c.number)
            )
        ]

    def put_course(self, patient: str, course: Course) -> None:
        """See `care.ports.Records`."""
        values = {"status": course.status, "said_by": course.said_by, "version": course.version}
        found = self._course_id(patient, course.number)
        if found is None:
            found = str(uuid4())
            self._connection.execute(
                insert(tables.courses).values(id=found, patient_id=patient, number=course.number, **values)
            )
        else:
            self._connection.execute(update(tables.courses).where(tables.courses.c.id == found).values(**values))
            self._connection.execute(delete(tables.infusions).where(tables.infusions.c.course_id == found))
        if course.infusions:
            self._connection.execute(
                insert(tables.infusions),
                [
                    {"course_id": found, "date": infusion.date, "day": infusion.day, "last": infusion.last}
                    for infusion in course.infusions
                ],
            )

    def remove_course(self, patient: str, number: int) -> None:
        """See `care.ports.Records`."""
        found = self._course_id(patient, number)
        if found is not None:
            self._connection.execute(delete(tables.infusions).where(tables.infusions.c.course_id == found))
            self._connection.execute(delete(tables.courses).where(tables.courses.c.id == found))

    def _course_id(self, patient: str, number: int) -> str | None:
        courses = tables.courses
        row = self._first(select(courses.c.id).where(courses.c.patient_id == patient, courses.c.number == number))
        return None if row is None else str(row.id)
