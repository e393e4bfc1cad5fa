internal import Dossier

extension TraceRendering {
    /// How long the critical path is in some spans: `critical path 1.20 ms`; nil if it is in none, or
    /// not asked for.
    func pathMark(of spans: [Int]) -> String? {
        guard let path = criticalPath, spans.contains(where: { path.isOnPath[$0] }) else {
            return nil
        }
        let time = spans.reduce(0) { $0 + path.nanoseconds[$1] }
        return time > 0 ? "critical path \(Nanoseconds(time).text)" : "critical path"
    }

    /// The critical path by service.
    func writeCriticalPath(_ write: (StyledLine) throws -> Void) rethrows {
        guard let path = criticalPath else { return }
        var title = newLine()
        title.append("CRITICAL PATH", .strong)
        title.append(" by service: the time that the end of the trace had to wait for", .faint)
        try write(StyledLine())
        try write(title)
        for share in path.services {
            try write(
                line(share.nanoseconds, of: path, share.service ?? "(no service)", .source)
            )
        }
        if path.unattributedNanoseconds > 0 {
            try write(line(path.unattributedNanoseconds, of: path, "(no span)", .faint))
        }
    }

    private func line(
        _ time: UInt64,
        of path: CriticalPath,
        _ name: String,
        _ ink: Ink
    ) -> StyledLine {
        let share = Double(time) / Double(max(1, path.totalNanoseconds))
        var line = newLine()
        line.append(Nanoseconds(time).text, rightAlignedIn: Self.timeColumns)
        line.append(" ")
        line.append(
            CountText.oneDecimal(share * 100) + " %",
            rightAlignedIn: Self.timeColumns - 1
        )
        line.append("  ")
        line.append(name, ink)
        return line
    }
}
