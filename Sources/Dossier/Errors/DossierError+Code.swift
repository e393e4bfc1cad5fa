extension DossierError {
    /// What failed, to be told apart by a program.
    ///
    /// More codes may be added: a `switch` needs a `default`.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The name of the code, which stays the same from version to version.
        public let rawValue: String

        /// The code of a name.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }
    }
}

/// Stores that can't be opened.
extension DossierError.Code {
    /// There is no file at the path.
    public static let storeMissing = Self(rawValue: "storeMissing")
    /// An ingest was stopped before it committed anything to the file.
    public static let storeEmpty = Self(rawValue: "storeEmpty")
    /// The path is a folder.
    public static let storeIsFolder = Self(rawValue: "storeIsFolder")
    /// The folder of the store does not exist.
    public static let folderMissing = Self(rawValue: "folderMissing")
    /// The folder of the store, in which a commit needs its journal, can't be written.
    public static let folderNotWritable = Self(rawValue: "folderNotWritable")
    /// The file may not be read.
    public static let storeNotReadable = Self(rawValue: "storeNotReadable")
    /// The file, or the medium it is on, can't be written.
    public static let storeReadOnly = Self(rawValue: "storeReadOnly")
    /// A crash left a journal that has to be rolled back, and the file can't be written.
    public static let recoveryNeedsWriting = Self(rawValue: "recoveryNeedsWriting")
    /// The file is something other than a store.
    public static let notAStore = Self(rawValue: "notAStore")
    /// A newer version of the library wrote the file.
    public static let formatTooNew = Self(rawValue: "formatTooNew")
    /// A version of the library wrote the file that this one can't read.
    public static let formatTooOld = Self(rawValue: "formatTooOld")
}

/// Stores that can't be read or written on.
extension DossierError.Code {
    /// Another writer holds the store.
    public static let writerActive = Self(rawValue: "writerActive")
    /// Another process has locked the file.
    public static let storeBusy = Self(rawValue: "storeBusy")
    /// Another program wrote to the store or replaced it meanwhile.
    public static let storeChanged = Self(rawValue: "storeChanged")
    /// The file beside a store in which requests are kept belongs to another store, or is none.
    public static let foreignRequests = Self(rawValue: "foreignRequests")
    /// The file can't grow: the medium or a quota is full, or a limit is reached.
    public static let noRoom = Self(rawValue: "noRoom")
    /// A part of the store is damaged or missing; the rest can be read.
    public static let storeDamaged = Self(rawValue: "storeDamaged")
    /// The store has more rows or attributes than it can number.
    public static let storeFull = Self(rawValue: "storeFull")
}

/// Inputs that can't be read.
extension DossierError.Code {
    /// There is nothing at the path.
    public static let inputMissing = Self(rawValue: "inputMissing")
    /// The input can't be opened, listed or read.
    public static let inputNotReadable = Self(rawValue: "inputNotReadable")
    /// Decompressing the input takes more memory than there is.
    public static let outOfMemory = Self(rawValue: "outOfMemory")
}

/// Requests that a ``LiveIngestion`` takes.
extension DossierError.Code {
    /// The body of a request is malformed.
    public static let invalidRequest = Self(rawValue: "invalidRequest")
    /// Too many requests wait to be stored; later ones may be taken.
    public static let receiverBusy = Self(rawValue: "receiverBusy")
}

/// Queries and rules.
extension DossierError.Code {
    /// A text is no PromQL, TraceQL or LogQL expression, or one of the wrong type.
    public static let invalidExpression = Self(rawValue: "invalidExpression")
    /// A text is no regular expression.
    public static let invalidRegularExpression = Self(rawValue: "invalidRegularExpression")
    /// A range ends before it starts, a step is not positive, or a time is out of reach.
    public static let invalidTime = Self(rawValue: "invalidTime")
    /// A query needs more samples in memory than ``QueryOptions/maxSamples``.
    public static let tooManySamples = Self(rawValue: "tooManySamples")
    /// A range has too many evaluations of rules.
    public static let tooManyEvaluations = Self(rawValue: "tooManyEvaluations")
    /// The evaluation of an expression failed.
    public static let evaluationFailed = Self(rawValue: "evaluationFailed")
    /// Rule files are wrong; ``DossierError/issues`` has all that is wrong in them.
    public static let invalidRules = Self(rawValue: "invalidRules")
    /// A file of request conventions is wrong; ``DossierError/issues`` has all that is wrong in it.
    public static let invalidConventions = Self(rawValue: "invalidConventions")
    /// The operation was cancelled.
    public static let cancelled = Self(rawValue: "cancelled")
}

/// Everything else.
extension DossierError.Code {
    /// The operating system or SQLite reported an error.
    public static let system = Self(rawValue: "system")
}

extension DossierError.Code: CustomStringConvertible {
    /// The name of the code.
    public var description: String { rawValue }
}
