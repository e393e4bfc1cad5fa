internal import Dossier

extension CompactionReport {
    /// The report in one line.
    var text: String {
        let saved = bytesBefore - bytesAfter
        let percent = bytesBefore > 0 ? Double(saved.magnitude) * 100 / Double(bytesBefore) : 0
        return "\(CountText.bytes(bytesBefore)) → \(CountText.bytes(bytesAfter))"
            + " (\(CountText.oneDecimal(percent)) % \(saved < 0 ? "more" : "saved"))"
            + ", \(CountText.counted(commits, "commit")) merged"
            + ", \(CountText.grouped(blocksBefore)) → \(CountText.counted(blocksAfter, "block"))"
            + " in \(CountText.oneDecimal(elapsed.inSeconds)) s"
    }
}
