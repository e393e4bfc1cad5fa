import DossierLogQLSyntax
import DossierPromQLSyntax
import DossierRegularExpressions

/// What samples need of a pipeline.
extension EntryPipeline {
    /// The number of a label.
    mutating func number(of label: ByteString) -> Int {
        entry.labels.fixedNumber(of: label.bytes)
    }

    /// Label filters, ready to run behind the stages.
    mutating func tests(_ filters: [LabelFilter]) throws(RegularExpressionError) -> [LabelTest] {
        var tests: [LabelTest] = []
        for filter in filters { tests.append(try LabelTest(filter, &entry.labels)) }
        return tests
    }

    /// Appends the value of a label, so that entries with equal values of several have equal keys.
    func appendKey(of label: Int, to key: inout [UInt8]) {
        // What a stage set is a label of a series even if it is empty.
        guard let value = entry.labels.value(of: label),
            !value.isEmpty || entry.labels.isParsed(label)
        else {
            key.append(0)
            return
        }
        key.append(1)
        withUnsafeBytes(of: value.count) { key += $0 }
        key += value
    }

    /// Sets the error of the entry, if it has none.
    mutating func fail(_ error: EntryError) {
        entry.labels.fail(error, "the label is not a number")
    }

    /// Whether a filter keeps the entry.
    mutating func keeps(_ test: LabelTest) -> Bool { test.keeps(&entry.labels) }

    /// Whether the entry has a label with a value.
    func hasLabel(_ name: [UInt8], _ value: String) -> Bool {
        entry.labels.all.contains {
            $0.name.elementsEqual(name) && $0.value.elementsEqual(value.utf8)
        }
    }
}
