"""What every other room stands on: errors, periods, the calendar, words and languages."""
