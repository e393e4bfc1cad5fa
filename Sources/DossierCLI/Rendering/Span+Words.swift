internal import Dossier

extension Span {
    /// The word for the kind; nil if it is unspecified.
    var kindName: String? {
        switch kind {
        case .unspecified: nil
        case .internal: "internal"
        case .server: "server"
        case .client: "client"
        case .producer: "producer"
        case .consumer: "consumer"
        case .other(let number): "kind \(number)"
        }
    }

    /// What its status says; nil if it is unset.
    var statusName: String? {
        switch status {
        case .unset: nil
        case .ok: "OK"
        case .error: "ERROR"
        case .other(let number): "status \(number)"
        }
    }
}

extension LogRecord {
    /// The severity in the words of its source, or else by its number; empty if neither is said.
    var severityName: String {
        if let severityText, !severityText.isEmpty { return severityText }
        return severity?.rawValue.uppercased() ?? ""
    }

    var severityInk: Ink {
        switch severityNumber {
        case 13...16: .warning
        case 17...: .failure
        default: .faint
        }
    }
}
