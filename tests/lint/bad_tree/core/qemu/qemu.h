// Role: an adapter that includes another.
#pragma once

#include "core/controlplane/client.h"
#include "core/ports/clock.h"
