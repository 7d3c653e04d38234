// Renaming over an existing file for good, which every platform does by calls of its own.

import Foundation

#if os(Windows)
  import WinSDK
#endif

/// Gives `source` the name `target` in one step, which is on the disk afterwards; a file that had
/// the name is replaced.
func rename(_ source: URL, to target: URL) throws {
  #if os(Windows)
    let flags = DWORD(MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH)
    let moved = source.withUnsafeFileSystemRepresentation { from in
      target.withUnsafeFileSystemRepresentation { to in
        String(cString: from!).withCString(encodedAs: UTF16.self) { wideFrom in
          String(cString: to!).withCString(encodedAs: UTF16.self) { wideTo in
            MoveFileExW(wideFrom, wideTo, flags)
          }
        }
      }
    }
    guard moved else {
      throw CocoaError(
        .fileWriteUnknown, userInfo: [NSLocalizedDescriptionKey: "error \(GetLastError())"])
    }
  #else
    let status = source.withUnsafeFileSystemRepresentation { from in
      target.withUnsafeFileSystemRepresentation { to in
        from.flatMap { from in to.map { rename(from, $0) } } ?? -1
      }
    }
    guard status == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    let folder = target.deletingLastPathComponent().withUnsafeFileSystemRepresentation { path in
      path.map { open($0, O_RDONLY) } ?? -1
    }
    // Some file systems do not synchronize folders; the name is then there as soon as they like.
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  #endif
}
