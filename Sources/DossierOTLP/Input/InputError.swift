internal import Glibc

/// Why an input could not be opened, listed or read; never because of its content.
///
/// Content that is damaged or cut short does not throw: see `DecodedInput.damage` and
/// `DecodedInput.truncationWarning`.
package struct InputError: Error, Sendable, Equatable {
    /// What failed, or what prevented it.
    package enum Code: Sendable, Equatable {
        /// Nothing is at the path.
        case missing
        /// The path may not be read by this user.
        case permissionDenied
        /// The path is a directory where a file is needed.
        case isFolder
        /// The path exists, but opening it failed.
        case openFailed
        /// A directory's entries could not be listed.
        case listFailed
        /// A file in a directory has a name that is not UTF-8, which a path can't have.
        case nameNotUTF8
        /// A read from an open file or pipe failed.
        case readFailed
        /// There was not enough memory to decompress the content.
        case outOfMemory
    }

    package let code: Code
    /// The path as given, or `-` for standard input.
    package let path: String
    /// Where in the encoded bytes it happened; nil if nothing had been read.
    package let byteOffset: UInt64?
    /// The system's error number, if there is one.
    package let cause: Int32?

    package init(_ code: Code, path: String, byteOffset: UInt64? = nil, cause: Int32? = nil) {
        self.code = code
        self.path = path
        self.byteOffset = byteOffset
        self.cause = cause
    }

    /// Whether symbolic links form a loop.
    var isLinkLoop: Bool { cause == ELOOP }

    /// The error of a call on `path`, by the system's error number.
    static func naming(_ path: String, otherwise code: Code, cause: Int32) -> InputError {
        switch cause {
        case ENOENT, ENOTDIR: InputError(.missing, path: path, cause: cause)
        case EACCES, EPERM: InputError(.permissionDenied, path: path, cause: cause)
        default: InputError(code, path: path, cause: cause)
        }
    }
}

extension InputError: CustomStringConvertible {
    package var description: String {
        let subject = path == "-" ? "standard input" : "'\(path)'"
        let position = byteOffset.map { " at byte \($0)" } ?? ""
        let reason = cause.map { ": \(String(cString: strerror($0)))" } ?? ""
        return "\(failure(of: subject))\(position)\(reason); \(remedy)"
    }

    private func failure(of subject: String) -> String {
        switch code {
        case .missing, .permissionDenied, .openFailed: "cannot open \(subject)"
        case .isFolder: "\(subject) is a directory, not a file"
        case .listFailed: "cannot list the directory \(subject)"
        case .nameNotUTF8: "the name of \(subject) is not valid UTF-8"
        case .readFailed: "reading \(subject) failed"
        case .outOfMemory: "out of memory while decompressing \(subject)"
        }
    }

    private var remedy: String {
        switch (code, cause) {
        case (.missing, _):
            "check the path; relative paths start at the current directory"
        case (.permissionDenied, _):
            "make it readable for this user, or pipe it to standard input ('-')"
        case (.isFolder, _):
            "pass the files in it"
        case (.nameNotUTF8, _):
            "rename the file, or pipe it to standard input ('-')"
        case (.outOfMemory, _):
            "free memory, or decompress it first"
        case (_, ELOOP?):
            "symbolic links form a loop; pass the file itself"
        case (_, EMFILE?), (_, ENFILE?):
            "close other files, or raise the limit with 'ulimit -n'"
        case (.readFailed, _):
            "check the disk or the process writing to the pipe, then run again"
        case (.openFailed, _), (.listFailed, _):
            "check that it is a readable file or directory, then run again"
        }
    }
}
