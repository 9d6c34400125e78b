"""The measures of Alkire and Foster (Journal of Public Economics 95, 2011) over a matrix of deprivations.

No Django, no database: counting and weighing only. ``weighing`` holds numbers exactly, ``measuring`` counts, ``matrix`` reads a
file, ``telling`` writes what came out.
"""

from ansinh.analytics.alkire_foster.measuring import Measures, measure, measure_by
from ansinh.analytics.alkire_foster.weighing import Weights, poverty_cutoff, weights_of

__all__ = ["Measures", "Weights", "measure", "measure_by", "poverty_cutoff", "weights_of"]
