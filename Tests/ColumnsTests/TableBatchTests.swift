import DossierColumns
import TestSupport
import Testing

@Suite struct TableBatchTests {
    /// An exemplar with its fields and attributes, as plain Swift values.
    private struct Row: Equatable {
        var time: UInt64
        var flags: UInt64?
        var attributes: [(key: String, word: UInt64)] = []

        static func == (left: Row, right: Row) -> Bool {
            left.time == right.time && left.flags == right.flags
                && left.attributes.map(\.key) == right.attributes.map(\.key)
                && left.attributes.map(\.word) == right.attributes.map(\.word)
        }
    }

    private func append(_ row: Row, to batch: inout TableBatch, isFinished: Bool = true) {
        if let flags = row.flags { batch.append(.flags, flags) }
        for (key, word) in row.attributes {
            let isKept = Array(key.utf8).withUnsafeBytes {
                batch.appendAttribute(key: $0, type: .int, word)
            }
            #expect(isKept)
        }
        guard isFinished else { return }
        for column in batch.columns.indices.dropLast() { batch.columns[column].append(0) }
        batch.columns[ExemplarColumn.time][batch.rowCount] = row.time
        batch.finishRow()
    }

    private func rows(_ batch: TableBatch, _ order: [Int]? = nil) -> [Row] {
        var fields = RowFields()
        return (order ?? Array(0..<batch.rowCount)).map { number in
            fields.load(number, of: batch)
            return Row(
                time: batch.columns[ExemplarColumn.time][number],
                flags: fields[.flags],
                attributes: fields.attributes.map { slot, word in
                    (String(decoding: batch.shapes.keys[slot.key], as: UTF8.self), word)
                }
            )
        }
    }

    private func randomRow(_ random: inout SplitMix64) -> Row {
        Row(
            time: random.next(),
            flags: random.below(2) == 0 ? nil : random.next(),
            attributes: (0..<random.below(5)).map { _ in ("k\(random.below(4))", random.next()) }
        )
    }

    @Test func rowsComeBackAsTheyWereBuilt() {
        var random = SplitMix64(seed: 3)
        let expected = (0..<500).map { _ in randomRow(&random) }
        var batch = TableBatch(.exemplar)
        for row in expected { append(row, to: &batch) }
        #expect(batch.rowCount == 500)
        #expect(rows(batch) == expected)
        var order = Array(0..<500)
        order.shuffle(using: &random)
        #expect(rows(batch, order) == order.map { expected[$0] })
    }

    @Test func theLastOfARepeatedFieldCounts() {
        var batch = TableBatch(.logRecord)
        batch.append(.flags, 1)
        batch.append(.severityText, 5)
        batch.append(.flags, 2)
        for column in batch.columns.indices.dropLast() { batch.columns[column].append(0) }
        batch.finishRow()
        var fields = RowFields()
        fields.load(0, of: batch)
        #expect(fields[.flags] == 2)
        #expect(fields[.severityText] == 5)
        #expect(fields[.eventName] == nil)
    }

    @Test func aBodyHasTheTypeOfItsSlot() {
        var batch = TableBatch(.logRecord)
        for type in [ValueType.string, .int, .double, .bool, .bytes, .composite] {
            batch.append(.body, type: type, 7)
            for column in batch.columns.indices.dropLast() { batch.columns[column].append(0) }
            batch.finishRow()
        }
        var fields = RowFields()
        for (row, type) in [ValueType.string, .int, .double, .bool, .bytes, .composite].enumerated()
        {
            fields.load(row, of: batch)
            #expect(fields.bodyType == type)
            #expect(fields[.body] == 7)
        }
    }

    @Test(arguments: Table.allCases) func everyTableEndsWithItsShapes(_ table: Table) {
        #expect(table.columns.last == .shape)
        #expect(Set(table.columns).count == table.columns.count)
        #expect(TableBatch(table).columns.count == table.columns.count)
        #expect(table.columns.allSatisfy { $0.rawValue < 32 })
        for (index, field) in table.columns.enumerated() {
            #expect(table.index(of: field) == index)
        }
        if let time = table.timeField { #expect(table.index(of: time) != nil) }
    }
}
