import DossierPrimitives
import Testing

@Suite struct BinarySearchTests {
    @Test func findsWhereAConditionBeginsToHold() {
        for count in 0..<20 {
            for start in 0...count {
                let range = 5..<(5 + count)
                var asked = 0
                let found = range.partitioningIndex { index in
                    asked += 1
                    return index >= 5 + start
                }
                #expect(found == 5 + start)
                #expect(asked <= 5)
            }
        }
    }

    @Test func passesOnErrors() {
        struct Refusal: Error {}
        #expect(throws: Refusal.self) {
            _ = try (0..<3).partitioningIndex { _ throws(Refusal) in throw Refusal() }
        }
    }
}
