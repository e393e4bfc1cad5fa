internal import Glibc

/// Why no more could be written to a file.
package enum Shortage: Sendable, Equatable {
    /// The device is full.
    case device
    /// The user's share of the device is used up.
    case quota
    /// The file would be larger than the process may make one, in bytes, or than the file system
    /// takes.
    case fileSize(limit: UInt64?)

    /// What an error number of the system tells; nil if it is about something else.
    init?(number: Int32) {
        switch number {
        case ENOSPC: self = .device
        case EDQUOT: self = .quota
        case EFBIG: self = .fileSize(limit: Self.fileSizeLimit)
        default: return nil
        }
    }

    /// The size in bytes that no file of this process may outgrow, if there is one (`ulimit -f`).
    static var fileSizeLimit: UInt64? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0,
            limit.rlim_cur < UInt64(Int64.max)
        else { return nil }
        return UInt64(limit.rlim_cur)
    }

    var text: String {
        switch self {
        case .device: "no space left on the device"
        case .quota: "the disk quota is used up"
        case .fileSize(let limit?):
            "the file may not be larger than \(limit) bytes, the limit on file sizes of this process"
                + " (`ulimit -f`)"
        case .fileSize(nil): "the file system takes no larger file"
        }
    }

    /// What to do about it.
    var advice: String {
        switch self {
        case .device, .quota: "Make room"
        case .fileSize(_?): "Raise the limit"
        case .fileSize(nil): "Move the store to another file system"
        }
    }
}
