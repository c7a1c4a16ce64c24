//! The workloads of Ways.h in rayon. All pointers are valid for what is said to
//! be there, and nobody else uses it meanwhile.

use rayon::prelude::*;
use std::slice::{from_raw_parts, from_raw_parts_mut};

#[no_mangle]
pub unsafe extern "C" fn rayon_trivial(data: *mut f32, count: usize) {
    from_raw_parts_mut(data, count)
        .par_iter_mut()
        .for_each(|x| *x = *x * 1.0001 + 1.0);
}

#[no_mangle]
pub unsafe extern "C" fn rayon_roots(data: *mut f32, count: usize) {
    from_raw_parts_mut(data, count).par_iter_mut().for_each(|x| {
        for _ in 0..4 {
            *x = (*x * 1.01 + 1.0).sqrt();
        }
    });
}

#[no_mangle]
pub extern "C" fn rayon_fib(n: i32) -> i64 {
    if n < 2 {
        return n as i64;
    }
    let (a, b) = rayon::join(|| rayon_fib(n - 1), || rayon_fib(n - 2));
    a + b
}

#[no_mangle]
pub extern "C" fn rayon_wait(tasks: i32, milliseconds: u64) {
    (0..tasks)
        .into_par_iter()
        .for_each(|_| std::thread::sleep(std::time::Duration::from_millis(milliseconds)));
}

fn queens(all: u32, columns: u32, left: u32, right: u32, rows: i32) -> i64 {
    if columns == all {
        return 1;
    }
    let mut free = all & !(columns | left | right);
    let mut count = 0;
    if rows == 0 {
        while free != 0 {
            let bit = free & free.wrapping_neg();
            free ^= bit;
            count += queens(all, columns | bit, (left | bit) << 1, (right | bit) >> 1, 0);
        }
        return count;
    }
    let mut bits = Vec::new();
    while free != 0 {
        let bit = free & free.wrapping_neg();
        free ^= bit;
        bits.push(bit);
    }
    bits.par_iter()
        .map(|bit| queens(all, columns | bit, (left | bit) << 1, (right | bit) >> 1, rows - 1))
        .sum()
}

#[no_mangle]
pub extern "C" fn rayon_queens(n: i32) -> i64 {
    queens((1u32 << n) - 1, 0, 0, 0, 3)
}

#[no_mangle]
pub unsafe extern "C" fn rayon_product(a: *const f64, b: *const f64, c: *mut f64, n: usize) {
    let (a, b) = (from_raw_parts(a, n * n), from_raw_parts(b, n * n));
    from_raw_parts_mut(c, n * n)
        .par_chunks_mut(n)
        .enumerate()
        .for_each(|(i, row)| {
            row.fill(0.0);
            for k in 0..n {
                let x = a[i * n + k];
                for (out, y) in row.iter_mut().zip(&b[k * n..(k + 1) * n]) {
                    *out += x * y;
                }
            }
        });
}

#[no_mangle]
pub unsafe extern "C" fn rayon_uneven(items: *const i32, results: *mut f64, count: usize) {
    from_raw_parts(items, count)
        .par_iter()
        .map(|&rounds| {
            let mut x = 1.0f64;
            for _ in 0..rounds {
                x = (x * 1.01 + 1.0).sqrt();
            }
            x
        })
        .zip(from_raw_parts_mut(results, count))
        .for_each(|(x, out)| *out = x);
}

#[no_mangle]
pub unsafe extern "C" fn rayon_filter(items: *const i32, count: usize) -> usize {
    let kept: Vec<i32> = from_raw_parts(items, count)
        .par_iter()
        .copied()
        .filter(|x| x % 3 == 0)
        .collect();
    kept.len()
}

#[no_mangle]
pub unsafe extern "C" fn rayon_sum(items: *const f64, count: usize) -> f64 {
    from_raw_parts(items, count).par_iter().sum()
}

#[no_mangle]
pub unsafe extern "C" fn rayon_sort(items: *mut i32, count: usize) {
    from_raw_parts_mut(items, count).par_sort();
}
