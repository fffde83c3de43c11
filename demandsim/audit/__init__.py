"""Skills audit: what officers and supervisors are asked for, week by week, beside what they hold and are there for."""
