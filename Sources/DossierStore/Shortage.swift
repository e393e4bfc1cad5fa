internal import Glibc

/// Why a file can't grow.
package enum Shortage: Sendable, Equatable {
    /// The device is full.
    case device
    /// The user's disk quota is exhausted.
    case quota
    /// The file would exceed the limit of the process, in bytes, or that of the file system.
    case fileSize(limit: UInt64?)

    /// Nil if the error number does not mean a shortage.
    init?(number: Int32) {
        switch number {
        case ENOSPC: self = .device
        case EDQUOT: self = .quota
        case EFBIG: self = .fileSize(limit: Self.fileSizeLimit)
        default: return nil
        }
    }

    /// The file size limit of this process in bytes (`ulimit -f`), if there is one.
    static var fileSizeLimit: UInt64? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0,
            limit.rlim_cur < UInt64(Int64.max)
        else { return nil }
        return UInt64(limit.rlim_cur)
    }

    var text: String {
        switch self {
        case .device: "no space left on device"
        case .quota: "disk quota exceeded"
        case .fileSize(let limit?):
            "the file may not be larger than \(limit) bytes, the file size limit of this process"
                + " (`ulimit -f`)"
        case .fileSize(nil): "the file would exceed the maximum file size of the file system"
        }
    }

    /// What to do about it.
    var advice: String {
        switch self {
        case .device, .quota: "free up space"
        case .fileSize(_?): "raise the limit"
        case .fileSize(nil): "move the store to another file system"
        }
    }
}
