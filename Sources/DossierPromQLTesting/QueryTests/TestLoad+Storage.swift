package import DossierPromQL

extension TestLoad {
    /// Appends the samples to a storage.
    package func append(to storage: inout MemoryStorage) throws(MemoryStorageError) {
        for one in series {
            for (index, value) in one.description.values.enumerated() {
                let time = Int64(index) * stepMilliseconds
                let offset = index < one.startOffsets.count ? one.startOffsets[index] : nil
                // A start that no time can have is as good as unknown.
                let sum = offset.map { time.addingReportingOverflow($0) }
                let start = sum.map { $0.overflow ? 0 : $0.partialValue } ?? 0
                switch value {
                case .omitted: continue
                case .float(let float):
                    try storage.append(
                        float,
                        at: time,
                        startMilliseconds: start,
                        to: one.description.labels
                    )
                case .histogram(let histogram, hasHint: _):
                    try storage.append(
                        histogram,
                        at: time,
                        startMilliseconds: start,
                        to: one.description.labels
                    )
                }
            }
        }
        guard addsCustomBuckets else { return }
        for (labels, samples) in ClassicHistograms(series.map(\.description)).converted() {
            for (position, histogram) in samples {
                try storage.append(
                    histogram,
                    at: Int64(position) * stepMilliseconds,
                    to: labels
                )
            }
        }
    }
}
