"""A package small enough to know by heart: Da Nang with one of each thing, three others beside it, and the nation.

Reports: `paper` (1 October 2025) and `later` (1 November 2025), which contradicts and continues it.
"""

from __future__ import annotations

from pathlib import Path

from editing import Package

QUARTER = {"period_start": "2025-07-01", "period_end": "2025-09-30"}

MEASURES = {
    "registered_population": {"label_en": "Registered population", "unit": "persons", "theme": "territory", "standing": "true"},
    "commune_level_units": {"label_en": "Commune-level units", "theme": "territory", "standing": "true", "complete": "unit_kind"},
    "residents_per_commune_unit": {
        "label_en": "Residents per unit", "unit": "persons_per_unit", "theme": "territory", "standing": "true",
        "numerator": "registered_population", "denominator": "commune_level_units",
    },
    "dossiers_received": {"label_en": "Dossiers received", "core": "true"},
    "dossiers_resolved": {"label_en": "Dossiers resolved", "core": "true"},
    "dossiers_online": {"label_en": "Dossiers submitted online"},
    "dossiers_resolved_pct": {
        "label_en": "Share resolved", "unit": "percent", "numerator": "dossiers_resolved", "denominator": "dossiers_received",
    },
    "dossiers_online_pct": {
        "label_en": "Share online", "unit": "percent", "numerator": "dossiers_online", "denominator": "dossiers_received",
    },
    "vacancies": {"label_en": "Vacancies", "unit": "persons", "theme": "staffing", "better": "lower"},
    "retired_under_178": {"label_en": "Retired under Decree 178", "unit": "persons", "theme": "benefits"},
    "surplus_premises": {"label_en": "Surplus premises", "theme": "premises", "core": "true"},
}  # fmt: skip

FIGURES = (
    ("da-nang.received", "dossiers_received", "1000", {"stated_by": "city-office", **QUARTER}),
    ("da-nang.resolved", "dossiers_resolved", "947", {"stated_by": "city-office", **QUARTER}),
    ("da-nang.online", "dossiers_online", "800", {"qualifier": "more_than", "doubt": "translation", **QUARTER}),
    ("hanoi.received", "dossiers_received", "3000", {"geography": "01", **QUARTER}),
    ("can-tho.received", "dossiers_received", "1000", {"geography": "92", **QUARTER}),
    ("dong-nai.premises", "surplus_premises", "12", {"geography": "75", "as_of": "2025-08-31"}),
    ("da-nang.vacancies", "vacancies", "20", {"unit": "persons", "as_of": "2025-08-31"}),
    ("da-nang.vacancies.later", "vacancies", "15", {"unit": "persons", "as_of": "2025-09-30", "source_id": "later"}),
    ("da-nang.vacancies.other", "vacancies", "17", {"unit": "persons", "as_of": "2025-09-30", "doubt": "contradicted"}),
    ("da-nang.retired", "retired_under_178", "300", {"unit": "persons", "qualifier": "approx", "level": "all"}),
    ("da-nang.online.share", "dossiers_online_pct", "73.6", {"unit": "percent", "level": "all", "as_printed": "73,6%"}),
    ("nation.online.share", "dossiers_online_pct", "60", {"unit": "percent", "level": "all", "geography": "VN", "as_printed": "60%"}),
    ("da-nang.population", "registered_population", "94000", {"unit": "persons", "level": "all", "as_of": "2025-07-01"}),
    ("hanoi.population", "registered_population", "126000", {"unit": "persons", "level": "all", "as_of": "2025-07-01", "geography": "01"}),
    ("da-nang.communes", "commune_level_units/unit_kind:commune", "70", {"as_of": "2025-07-01"}),
    ("da-nang.wards", "commune_level_units/unit_kind:ward", "23", {"as_of": "2025-07-01"}),
    ("da-nang.special-zones", "commune_level_units/unit_kind:special_zone", "1", {"as_of": "2025-07-01"}),
)

COMMITMENTS = {
    "passed": {"deadline": "2025-08-31", "task_en": "Hand over 12 premises"},
    "due": {"deadline": "2025-12-31", "task_en": "Finish the plan", "binds": "all_provinces", "legal_basis": "178/2024/ND-CP"},
    "recurring": {"recurrence": "FREQ=WEEKLY;BYDAY=TU;BYHOUR=15;BYMINUTE=0", "task_en": "Report each week"},
    "undated": {"task_en": "Keep reviewing"},
    "reported": {"deadline": "2025-09-30", "task_en": "Publish the list"},
    "elsewhere": {"deadline": "2025-12-31", "task_en": "Not for Da Nang", "binds": "01"},
}

FINDINGS = {
    "works": {"kind": "achievement", "text_en": "Queues are short", "stated_by": "da-nang-office"},
    "difficult": {"kind": "difficulty", "text_en": "The portal is slow since 2025-08", "theme": "procedures"},
    "national": {"kind": "measure", "text_en": "Training is under way", "geographies": "VN"},
}


def small_package(folder: Path) -> Package:
    """The tables above, written into a folder."""
    package = Package(folder)
    package.remove("sources", "test-report")
    paper = {"kind": "government_press", "url": "https://example.org/paper", "date_basis": "printed", "basis": "excerpt", "language": "en"}
    package.add("sources", source_id="paper", publisher="The Paper", title="Three months on", published_on="2025-10-01",
                known_from="2025-10-01", **paper)  # fmt: skip
    package.add("sources", source_id="later", publisher="Gazette", published_on="2025-11-01", known_from="2025-11-01", **paper)
    for body, name in (("city-office", "City Office"), ("da-nang-office", "Da Nang Office")):
        package.add("bodies", body=body, name_en=name, name_vi=name, name_id=name, kind="province")
    for name, cells in MEASURES.items():
        package.add_measure(name, definition_en=f"{cells['label_en']} in the place", **cells)
    for figure_id, measure, value, cells in FIGURES:
        package.add_figure(measure, value, figure_id=figure_id, **({"source_id": "paper"} | cells))
    for name, cells in COMMITMENTS.items():
        common = {"source_id": "paper", "paragraph": "7", "issued_by": "city-office", "issued_on": "2025-07-15", "geography": "48",
                  "responsible": "city-office|da-nang-office", "binds": "48", "force": "ordered"}  # fmt: skip
        package.add("commitments", commitment_id=name, **(common | cells))
    package.add_event("reported", "done", "2025-11-01", "later")
    for name, cells in FINDINGS.items():
        package.add(
            "findings", finding_id=name, **({"source_id": "paper", "paragraph": "3", "geographies": "48", "theme": "dossiers"} | cells)
        )
    return package
