// Role: too long, as a file and as a function.
void first()
{
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
}

void second()
{
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
    step();
}
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
// more
