// Role: <sys/pidfd.h> for C++: glibc 2.36 (Debian 12) declares it without C linkage.
#pragma once

extern "C" {
#include <sys/pidfd.h>
}
