import DossierPrimitives
import Testing

@Suite struct CivilDateTests {
    @Test(arguments: [
        (0, "1970-01-01"), (-1, "1969-12-31"), (10_957, "2000-01-01"), (11_016, "2000-02-29"),
        (19_722, "2023-12-31"), (20_468, "2026-01-15"), (-719_528, "0000-01-01"),
        (-719_529, "-0001-12-31"), (2_932_897, "10000-01-01"),
    ])
    func numbersDays(_ days: Int, _ text: String) {
        let date = CivilDate(daysSinceEpoch: days)
        #expect(date.description == text)
        #expect(date.daysSinceEpoch == days)
    }

    @Test func daysFollowEachOther() {
        var previous = CivilDate(daysSinceEpoch: -800_000)
        for days in -799_999..<(-799_999 + 150_000) {
            let date = CivilDate(daysSinceEpoch: days)
            let isNextDay = date.day == previous.day + 1 && date.month == previous.month
            let isNewMonth = date.day == 1 && previous.day == previous.daysInMonth
            guard isNextDay || isNewMonth, date.daysSinceEpoch == days, date.isValid else {
                Issue.record("\(previous) is followed by \(date)")
                return
            }
            previous = date
        }
    }

    @Test func knowsItsPlaceInYearAndWeek() {
        let leapDay = CivilDate(year: 2024, month: 2, day: 29)
        #expect(leapDay.isValid)
        #expect(leapDay.dayOfYear == 60)
        #expect(leapDay.dayOfWeek == 4)
        #expect(leapDay.daysInMonth == 29)
        #expect(!CivilDate(year: 1900, month: 2, day: 29).isValid)
        #expect(!CivilDate(year: 2023, month: 13, day: 1).isValid)
        #expect(CivilDate(year: 2023, month: 12, day: 31).dayOfYear == 365)
        #expect(CivilDate(year: 1969, month: 12, day: 28).dayOfWeek == 0)
    }

    @Test func timesBeforeTheEpochCountUp() {
        let time = CivilTime(secondsSinceEpoch: -1, nanosecond: 5)
        #expect("\(time.date) \(time.clock).\(time.fraction)" == "1969-12-31 23:59:59.000000005")
        #expect((time.hour, time.minute, time.second) == (23, 59, 59))
    }
}

@Suite struct RFC3339TimeTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0, 0),
        ("2023-01-30T11:50:53.327Z", 1_675_079_453, 327_000_000),
        ("2023-01-30t11:50:53z", 1_675_079_453, 0),
        ("2023-01-30 12:50:53.0000000019+01:00", 1_675_079_453, 1),
        ("2023-01-30T08:20:53-03:30", 1_675_079_453, 0),
        ("2016-12-31T23:59:60Z", 1_483_228_800, 0),
        ("1969-12-31T23:59:59.5Z", -1, 500_000_000),
    ])
    func readsTimes(_ text: String, _ seconds: Int, _ nanosecond: Int) throws {
        let time = try #require(RFC3339Time(text))
        #expect(time.secondsSinceEpoch == seconds)
        #expect(time.nanosecond == nanosecond)
    }

    @Test(arguments: [
        "", "2023-01-30", "2023-01-30T11:50:53", "2023-01-30T11:50:53.Z", "2023-01-30T24:00:00Z",
        "2023-02-29T00:00:00Z", "2023-04-31T00:00:00Z", "2023-13-30T11:50:53Z",
        "2023-00-30T11:50:53Z", "2023-01-32T11:50:53Z", "2023-01-30T11:60:53Z",
        "2023-01-30T11:50:61Z", "2023-01-30T11:50:53Z ",
        "2023-01-30T11:50:53+0100", "2023-01-30T11:50:53+24:00", "23-01-30T11:50:53Z",
        "2023-01-30x11:50:53Z", "٢٠٢٣-01-30T11:50:53Z",
    ])
    func refusesOtherTexts(_ text: String) {
        #expect(RFC3339Time(text) == nil)
    }

    @Test func readsDatesAlone() {
        #expect(CivilDate("2024-02-29") == CivilDate(year: 2024, month: 2, day: 29))
        #expect(CivilDate("2023-02-29") == nil)
        #expect(CivilDate("2023-02-28T") == nil)
    }
}
