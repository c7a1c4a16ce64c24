#pragma once
void bump(int By);
long value();
