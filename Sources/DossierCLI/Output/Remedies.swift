internal import Dossier

extension DossierError {
    /// What went wrong, and what to do about it with this command.
    var message: String {
        guard let remedy else { return description }
        return code == .invalidRules ? "\(description)\n\(remedy)" : "\(description); \(remedy)"
    }

    /// The next step; nil if the error says it itself, or there is none.
    private var remedy: String? {
        switch code {
        case .storeMissing: "check the name, or make it with `dossier ingest`"
        case .storeEmpty: "run the same ingest again"
        case .writerActive: "try again when it is done, or use --wait"
        case .storeBusy: "try again, or use --wait"
        case .storeDamaged: "run `dossier verify` to list the damage"
        case .formatTooNew: "update dossier to read it"
        case .tooManySamples: "or raise the limit (--max-samples)"
        case .invalidRules: "`dossier rules check` lists what is wrong in a file"
        default: nil
        }
    }
}
