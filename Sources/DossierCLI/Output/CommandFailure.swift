/// Why a verb failed, and what to do about it.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// The reader of standard output has closed the pipe, as `head` does.
struct OutputClosed: Error {}
