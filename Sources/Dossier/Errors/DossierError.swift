/// Why the library could not do what it was asked.
///
/// ```swift
/// do {
///     let file = try DossierFile("outage.dossier")
/// } catch {
///     if error.code == .storeMissing { print("there is no store yet") }
/// }
/// ```
///
/// Bad input is no error: values of a dump that can't be read are rejected and counted in the
/// ``IngestReport``.
public struct DossierError: Error, Sendable {
    /// What failed, to be told apart by a program.
    public let code: Code
    /// The file or folder concerned; nil if it is none.
    public let path: String?
    /// Where in a file or text; nil if it is not known.
    public let position: Position?
    /// All that is wrong, where several things are; as rule files may have many errors.
    public let issues: [Issue]
    /// What failed, for a person, with path and position.
    public let description: String
    /// What the error comes from; nil if nothing else is known.
    public let underlyingError: (any Error)?

    init(
        _ code: Code,
        _ description: String,
        path: String? = nil,
        position: Position? = nil,
        issues: [Issue] = [],
        underlyingError: (any Error)? = nil
    ) {
        self.code = code
        self.path = path
        self.position = position
        self.issues = issues
        self.description = description
        self.underlyingError = underlyingError
    }
}

extension DossierError: CustomStringConvertible {
    /// A place in a file or text.
    public enum Position: Hashable, Sendable {
        /// Bytes from the start of a file, from 0.
        case byteOffset(UInt64)
        /// A line of a text and the byte within it, both from 1.
        case line(Int, column: Int)
    }

    /// One of several things that are wrong.
    public struct Issue: Hashable, Sendable, CustomStringConvertible {
        /// The file it is in.
        public let path: String
        /// Where in the file; nil if it is not known.
        public let position: Position?
        /// What is wrong, for a person.
        public let message: String

        /// `FILE: LINE:COLUMN: what is wrong`.
        public var description: String {
            guard case .line(let line, let column) = position else { return "\(path): \(message)" }
            return "\(path): \(line):\(column): \(message)"
        }
    }
}
