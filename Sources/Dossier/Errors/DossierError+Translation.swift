internal import DossierBlocks
internal import DossierLogQLSyntax
internal import DossierLuceneSyntax
internal import DossierMetricView
internal import DossierOTLP
internal import DossierPromQL
internal import DossierPromQLSyntax
internal import DossierRegularExpressions
internal import DossierRules
internal import DossierStore
internal import DossierTraceQL
internal import DossierTraceQLSyntax

/// Runs something, and makes a `DossierError` of what it throws.
func translatingErrors<Result>(
    _ body: () throws -> Result
) throws(DossierError) -> Result {
    do {
        return try body()
    } catch {
        throw DossierError(translating: error)
    }
}

/// Runs something that calls a closure of the library's user: the errors of that come out as they
/// are, those of the library as a `DossierError`.
func translatingOwnErrors<Result>(_ body: () throws -> Result) throws -> Result {
    do {
        return try body()
    } catch {
        throw DossierError(known: error) ?? error
    }
}

extension DossierError {
    init(translating error: any Error) {
        self =
            Self(known: error)
            ?? DossierError(
                .evaluationFailed,
                String(describing: error),
                underlyingError: error
            )
    }

    /// The error for one of the library's parts; nil for one from elsewhere.
    init?(known error: any Error) {
        switch error {
        case let error as DossierError: self = error
        case let error as StoreError: self.init(error)
        case let error as InputError: self.init(error)
        case let error as BlockError:
            self.init(.storeDamaged, error.description, underlyingError: error)
        case let error as PromQLSyntaxError:
            self.init(
                .invalidExpression,
                error.description,
                position: .line(error.line, column: error.column),
                underlyingError: error
            )
        case let error as TraceQLSyntaxError:
            self.init(
                .invalidExpression,
                error.description,
                position: .line(error.line, column: error.column),
                underlyingError: error
            )
        case let error as LogQLSyntaxError:
            self.init(
                .invalidExpression,
                error.description,
                position: .line(error.line, column: error.column),
                underlyingError: error
            )
        case let error as LuceneSyntaxError:
            self.init(
                .invalidExpression,
                error.description,
                position: .line(error.line, column: error.column),
                underlyingError: error
            )
        case let error as SelectorError:
            self.init(.invalidExpression, error.description, underlyingError: error)
        case let error as RegularExpressionError:
            self.init(.invalidRegularExpression, error.description, underlyingError: error)
        case let error as RangeTypeError:
            self.init(.invalidExpression, error.description, underlyingError: error)
        case let error as QueryLimitError: self.init(error)
        case let error as RuleReplayError:
            self.init(.tooManyEvaluations, error.description, underlyingError: error)
        case TraceQLSearchError.cancelled:
            self.init(.cancelled, "the search was cancelled", underlyingError: error)
        case let error as TraceQLSearchError:
            self.init(.invalidExpression, error.description, underlyingError: error)
        case let error as TraceQLMetricsError:
            self.init(.tooManySamples, error.description, underlyingError: error)
        case is CancellationError:
            self.init(.cancelled, "the operation was cancelled", underlyingError: error)
        default: return nil
        }
    }

    private init(_ error: QueryLimitError) {
        let code: Code =
            switch error {
            case .tooManySamples: .tooManySamples
            case .stepNotPositive, .endBeforeStart, .timeOutOfRange: .invalidTime
            }
        self.init(code, error.description, underlyingError: error)
    }

    private init(_ error: InputError) {
        let code: Code =
            switch error.code {
            case .missing: .inputMissing
            case .permissionDenied, .isFolder, .openFailed, .listFailed, .nameNotUTF8, .readFailed:
                .inputNotReadable
            case .outOfMemory: .outOfMemory
            }
        self.init(
            code,
            error.description,
            path: error.path,
            position: error.byteOffset.map(Position.byteOffset),
            underlyingError: error
        )
    }

    private init(_ error: StoreError) {
        self.init(
            Code(error.code),
            error.description,
            path: error.path,
            underlyingError: error
        )
    }
}

extension DossierError.Code {
    fileprivate init(_ code: StoreError.Code) {
        self =
            switch code {
            case .missingFile: .storeMissing
            case .emptyFile: .storeEmpty
            case .isFolder: .storeIsFolder
            case .folderMissing: .folderMissing
            case .folderNotWritable: .folderNotWritable
            case .notReadable: .storeNotReadable
            case .readOnlyFile, .readOnlyMedium: .storeReadOnly
            case .recoveryNeedsWriting: .recoveryNeedsWriting
            case .notSQLite, .foreignDatabase: .notAStore
            case .newerFormat: .formatTooNew
            case .olderFormat: .formatTooOld
            case .writerActive: .writerActive
            case .busy: .storeBusy
            case .writtenMeanwhile, .replacedMeanwhile: .storeChanged
            case .foreignRequests: .foreignRequests
            case .noRoom: .noRoom
            case .damagedCatalogue, .damagedChunk, .missingChunk, .unknownBlock: .storeDamaged
            case .tooManySlots, .tooManyRows: .storeFull
            case .closed, .system, .sqlite: .system
            }
    }
}
