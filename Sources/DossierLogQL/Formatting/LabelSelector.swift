import DossierLogQLSyntax
import DossierRegularExpressions

/// The stages `drop` and `keep`.
struct LabelSelector {
    private struct Selection {
        let reference: LabelReference
        /// What the value has to be; nil for any.
        let test: TextTest?
    }

    private let isKeep: Bool
    private let selections: [Selection]

    init(
        _ selections: [LabelSelection],
        isKeep: Bool,
        _ labels: inout EntryLabels
    ) throws(RegularExpressionError) {
        var compiled: [Selection] = []
        for selection in selections {
            let reference = LabelReference(selection.label, &labels)
            switch selection {
            case .name: compiled.append(Selection(reference: reference, test: nil))
            case .matching(let matcher):
                compiled.append(Selection(reference: reference, test: try TextTest(matcher)))
            }
        }
        self.selections = compiled
        self.isKeep = isKeep
    }

    func run(_ labels: inout EntryLabels) {
        isKeep ? keep(&labels) : drop(&labels)
    }

    private func drop(_ labels: inout EntryLabels) {
        for selection in selections {
            if let test = selection.test, !selection.reference.value(in: labels, test.holds) {
                continue
            }
            switch selection.reference {
            case .label(let number): labels.remove(number)
            case .error: labels.clearError()
            case .errorDetails: labels.clearErrorDetails()
            }
        }
    }

    /// Errors stay.
    private func keep(_ labels: inout EntryLabels) {
        labels.keep { name, value in
            selections.contains { selection in
                guard case .label(let number) = selection.reference, number == name else {
                    return false
                }
                return selection.test.map { value.withUnsafeBytes($0.holds) } ?? true
            }
        }
    }
}
