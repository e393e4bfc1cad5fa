/// Why a verb failed, and what to do about it, for a person.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// The reader of standard output has gone away, as `head` does.
struct OutputClosed: Error {}
