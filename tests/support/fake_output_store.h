// Role: interim
#pragma once
#include "core/ports/clock.h"
#include "core/ports/output_store.h"
namespace testsupport { class FakeOutputStore : public glovebox::ports::OutputStore { public: explicit FakeOutputStore(glovebox::ports::Clock &) {} }; }
