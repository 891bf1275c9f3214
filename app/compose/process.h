// Role: what both programs do first about themselves. Thread: main, before any other exists.
#pragma once

namespace glovebox::compose {

/// Writing to a reader that is gone is an error to the writer from here on, and not the end of the program: libraries
/// write to sockets and pipes whose other end may close at any time (a guest's channel, the desktop's bus), and a
/// worker whose output nobody reads any more still holds leases. Programs that we start get the usual behaviour back.
void ignoreBrokenPipes();

/// Qt's own event loop instead of GLib's, for a program without a window: the same notifiers and timers with fewer
/// calls of the kernel each round. Before the application is made.
void useQtsEventLoop();

/// What is freed goes together with its neighbours at once. glibc keeps small pieces apart by default and puts them
/// together at each larger request, of which every message and every answer has some.
void mergeWhatIsFreed();

/// No core file: it would hold keys and tokens.
void leaveNoCoreFile();

} // namespace glovebox::compose
