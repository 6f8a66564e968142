"""Other products' APIs over khabar's records, for programs that know those already. One or more modules each."""
