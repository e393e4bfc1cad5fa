extension Span {
    /// The word for the kind; nil if it is unspecified.
    package var kindName: String? {
        switch kind {
        case 0: nil
        case 1: "internal"
        case 2: "server"
        case 3: "client"
        case 4: "producer"
        case 5: "consumer"
        default: "kind \(kind)"
        }
    }

    /// What its status says; nil if it is unset.
    package var statusName: String? {
        switch statusCode {
        case 0: nil
        case 1: "OK"
        case 2: "ERROR"
        default: "status \(statusCode)"
        }
    }

    package var isError: Bool { statusCode == 2 }
}

extension LogRecord {
    /// The severity in the words of its source, or else by its number; empty if neither is said.
    package var severityName: String {
        if let severityText, !severityText.isEmpty { return severityText }
        return switch severityNumber {
        case 1...4: "TRACE"
        case 5...8: "DEBUG"
        case 9...12: "INFO"
        case 13...16: "WARN"
        case 17...20: "ERROR"
        case 21...24: "FATAL"
        default: ""
        }
    }

    var severityInk: Ink {
        switch severityNumber {
        case 13...16: .warning
        case 17...: .failure
        default: .faint
        }
    }
}
