/// How the requests of an input in protobuf form follow one another.
package enum RequestFraming: Sendable {
    /// Nothing between them: a single request, or several, which is the same to protobuf.
    case none
    /// Each after its length in four bytes, the highest first, as the Collector writes them.
    case lengthPrefixed
}

/// What an input holds that is in protobuf form.
package struct ProtobufContent: Sendable {
    let framing: RequestFraming
    /// The signal of all entries; nil if it shows in each one.
    let signal: OTLPSignal?

    /// One request of a known signal.
    package static func request(_ signal: OTLPSignal) -> ProtobufContent {
        ProtobufContent(framing: .none, signal: signal)
    }

    init(framing: RequestFraming, signal: OTLPSignal? = nil) {
        self.framing = framing
        self.signal = signal
    }

    /// The content of an input that was not declared, as its first bytes show it; nil if they are
    /// nothing of the kind.
    init?(_ guess: InputFormatGuess?) {
        switch guess {
        case .otlpProtobuf: self.init(framing: .none)
        case .lengthPrefixedOTLPProtobuf: self.init(framing: .lengthPrefixed)
        default: return nil
        }
    }
}
