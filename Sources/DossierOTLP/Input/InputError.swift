internal import Glibc

/// Why an input could not be opened, listed or read: never a fault of its content.
///
/// Content that is damaged or cut short does not throw: see `DecodedInput.damage` and
/// `DecodedInput.isTruncated`.
package struct InputError: Error, Sendable, Equatable {
    /// What was being done, or what stood in the way.
    package enum Code: Sendable, Equatable {
        /// Nothing is at the path.
        case missing
        /// The path may not be read by this user.
        case permissionDenied
        /// The path is a folder where a file is needed.
        case isFolder
        /// The path exists, yet opening it failed.
        case openFailed
        /// A folder's entries could not be listed.
        case listFailed
        /// A file in a folder has a name that is not UTF-8, so it cannot be named here.
        case nameNotUTF8
        /// A read from an open file or pipe failed.
        case readFailed
        /// The decompressor could not get the memory that the content asks for.
        case outOfMemory
    }

    package let code: Code
    /// The path as given, or `-` for standard input.
    package let path: String
    /// Where in the encoded bytes it happened; nil if nothing had been read.
    package let byteOffset: UInt64?
    /// The system's error number behind it, if there is one.
    package let cause: Int32?

    package init(_ code: Code, path: String, byteOffset: UInt64? = nil, cause: Int32? = nil) {
        self.code = code
        self.path = path
        self.byteOffset = byteOffset
        self.cause = cause
    }

    /// Whether symbolic links lead in a circle.
    var isLinkCircle: Bool { cause == ELOOP }

    /// An error of a call that names `path`, told apart by the system's error number.
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
        let place = byteOffset.map { " at byte \($0)" } ?? ""
        let reason = cause.map { ": \(String(cString: strerror($0)))" } ?? ""
        return "\(failure(of: subject))\(place)\(reason); \(remedy)"
    }

    private func failure(of subject: String) -> String {
        switch code {
        case .missing, .permissionDenied, .openFailed: "cannot open \(subject)"
        case .isFolder: "\(subject) is a folder, not a file"
        case .listFailed: "cannot list the folder \(subject)"
        case .nameNotUTF8: "the name of \(subject) is not valid UTF-8"
        case .readFailed: "reading \(subject) failed"
        case .outOfMemory: "out of memory while decompressing \(subject)"
        }
    }

    private var remedy: String {
        switch (code, cause) {
        case (.missing, _):
            "check the spelling; a relative path starts at the working folder"
        case (.permissionDenied, _):
            "make it readable for this user, or pipe its content in and name '-'"
        case (.isFolder, _):
            "name the files in it"
        case (.nameNotUTF8, _):
            "rename the file, or pipe its content in and name '-'"
        case (.outOfMemory, _):
            "free memory, or decompress it beforehand and pass the result"
        case (_, ELOOP?):
            "the symbolic links lead in a circle: name the file itself"
        case (_, EMFILE?), (_, ENFILE?):
            "close other files, or raise the limit with 'ulimit -n'"
        case (.readFailed, _):
            "check the disk or the process that writes the pipe, then run again"
        case (.openFailed, _), (.listFailed, _):
            "check that it is a readable file or folder, then run again"
        }
    }
}
