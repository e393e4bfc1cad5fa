import Testing

@testable import Dossier
@testable import DossierCLI

@Suite struct NanosecondsTests {
    @Test(
        arguments: [
            (0, "0 ns"), (999, "999 ns"), (1_000, "1.00 µs"), (1_234, "1.23 µs"),
            (12_345, "12.3 µs"),
            (123_456, "123 µs"), (999_499, "999 µs"), (999_500, "1.00 ms"), (9_995_000, "10.0 ms"),
            (250_000_000, "250 ms"), (999_500_000, "1.00 s"), (59_949_999_999, "59.9 s"),
            (59_950_000_000, "1 m 0 s"), (60_000_000_000, "1 m 0 s"), (125_400_000_000, "2 m 5 s"),
            (3_599_500_000_000, "1 h 0 m"), (7_322_000_000_000, "2 h 2 m"),
            (86_400_000_000_000, "1 d 0 h"), (UInt64.max, "213504 d 0 h"),
        ] as [(UInt64, String)]
    )
    func lengthsReadWell(count: UInt64, text: String) {
        #expect(Nanoseconds(count).text == text)
    }

    @Test(
        arguments: [
            ("250ms", 250_000_000), ("1.5s", 1_500_000_000), ("2m", 120_000_000_000),
            ("300us", 300_000),
            ("300µs", 300_000), ("300\u{3BC}s", 300_000), ("7ns", 7), ("1h30m", 5_400_000_000_000),
            ("0.5d", 43_200_000_000_000), (".5s", 500_000_000), ("0s", 0),
            ("1.0000000019s", 1_000_000_001),
            ("2min", 120_000_000_000),
        ] as [(String, UInt64)]
    )
    func numbersWithUnitsAreRead(text: String, count: UInt64) {
        #expect(Nanoseconds(text)?.count == count)
    }

    @Test(arguments: [
        "", "5", "s", "1.5", "-1s", "1,5s", "1x", "1s2", "1..5s", "1 s", "9999999999999999999h",
        "99999999999999999999999s", "1e3s", "½s",
    ])
    func whatIsNoLengthIsRefused(text: String) {
        #expect(Nanoseconds(text) == nil)
    }

    @Test func secondsThatAreNoNumberAreNoTime() {
        #expect(Nanoseconds(seconds: .nan).count == 0)
        #expect(Nanoseconds(seconds: -1).count == 0)
        #expect(Nanoseconds(seconds: .infinity).count == 1_000_000_000_000_000_000)
        #expect(Nanoseconds(seconds: 1.5).count == 1_500_000_000)
    }
}
