// Role: puts a userfaultfd into a program that is about to start, before its first instruction: from outside, because
// the program knows nothing of it, and its descriptor must be made inside. A helper process attaches to the caller,
// waits for its exec and has the new program make three system calls; then it is gone. Without Qt; x86-64 only.
// Thread: a program with one thread. Invariant: whatever fails, the program runs as if nothing had been tried.
#pragma once

namespace glovebox::qemu::launcher {

/// Where only its ancestors may look into a process (Yama), others of its user may look into this one from now on, and
/// into what it becomes: the engine is no ancestor of a QEMU that its supervisor has started.
void allowLooking();

/// To be called right before exec, after that. The program then has the descriptor under this number, or none: the
/// kernel is too old, or forbids looking at one's own child. Close-on-exec, as a watched program starts no other.
void arrangeFaultDescriptor(int number);

} // namespace glovebox::qemu::launcher
