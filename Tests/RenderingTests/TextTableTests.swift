import Testing

@testable import Dossier
@testable import DossierCLI

@Suite struct TextTableTests {
    private func lines(_ rows: [[String]], columns: Int? = nil) -> [String] {
        var table = TextTable([
            .init("NAME", isFlexible: true), .init("NOTE", isFlexible: true), .init("N", .right),
        ])
        for row in rows {
            table.add(row.map { TextTable.Cell($0) })
        }
        var lines: [String] = []
        table.write(TextLayout(columns: columns)) { lines.append($0) }
        return lines
    }

    @Test func columnsAreAsWideAsTheirWidestCell() {
        #expect(
            lines([["a", "bcdef", "1"], ["商品", "", "234"]]) == [
                "NAME  NOTE     N",
                "a     bcdef    1",
                "商品         234",
            ]
        )
    }

    @Test func aTableWithoutRowsIsItsTitles() {
        #expect(lines([]) == ["NAME  NOTE  N"])
    }

    @Test func theWidestFlexibleColumnGivesWayFirst() {
        let name = String(repeating: "n", count: 20)
        let note = String(repeating: "o", count: 12)
        #expect(
            lines([[name, note, "1"]], columns: 30) == [
                "NAME           NOTE          N",
                "nnnnnnnnnnnn…  oooooooooooo  1",
            ]
        )
    }

    @Test func columnsOfEqualWidthShrinkTogether() {
        let text = String(repeating: "x", count: 40)
        let shown = lines([[text, text, "1"]], columns: 36)
        #expect(shown.last == "xxxxxxxxxxxxxx…  xxxxxxxxxxxxxxx…  1")
    }

    @Test func linesNeverTakeMoreThanTheWidthAsLongAsColumnsCanGive() {
        for columns in 21...60 {
            for line in lines([[String(repeating: "x", count: 50), "note", "1"]], columns: columns)
            {
                #expect(TerminalText(line).columns <= columns)
            }
        }
    }

    @Test func columnsThatDoNotFitContinueBelow() {
        var table = TextTable([
            .init("TRACE ID"), .init("START"), .init("SERVICE", isFlexible: true),
            .init("SPANS", .right),
        ])
        let row = [
            String(repeating: "a", count: 32), "2026-01-15T10:00:00.001Z", "a long name", "7",
        ]
        table.add(row.map { TextTable.Cell($0) })
        var lines: [String] = []
        table.write(TextLayout(columns: 40)) { lines.append($0) }
        #expect(
            lines == [
                "TRACE ID", "  START                     SERVICE", "  SPANS",
                String(repeating: "a", count: 32),
                "  2026-01-15T10:00:00.001Z  a long name", "      7",
            ]
        )
        #expect(lines.allSatisfy { $0.utf8.count <= 40 })
    }

    @Test func cellsCannotBreakTheTable() {
        #expect(lines([["a\nb\u{1B}[0m", "", "1"]]).last == "a\\nb\\u{1B}[0m        1")
    }

    @Test func rowsWithFewerCellsAreShort() {
        #expect(lines([["a"]]).last == "a")
    }
}
