internal import Dossier

extension BlockProgress {
    /// How many blocks of how many are done.
    var text: String { "\(CountText.grouped(completed)) of \(CountText.counted(total, "block"))" }
}
