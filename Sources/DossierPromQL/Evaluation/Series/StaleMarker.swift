extension Double {
    /// The NaN that says a series ended here: these bits and no others.
    ///
    /// No computation yields it, since arithmetic sets the quiet bit; so results use it for "no
    /// sample at this step".
    package static let staleMarker = Double(bitPattern: 0x7ff0_0000_0000_0002)

    @inline(__always)
    package var isStaleMarker: Bool { bitPattern == 0x7ff0_0000_0000_0002 }
}
